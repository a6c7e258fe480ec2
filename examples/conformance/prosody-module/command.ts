/** Where Debian has mod_cloud_notify and Lua, and the command that plays it. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LUA = 'lua5.4'

const main = fileURLToPath(new URL('main.lua', import.meta.url))

const firstOf = (paths: ReadonlyArray<string>): string | undefined => paths.find((path) => existsSync(path))

const library = firstOf(['/usr/lib/prosody', '/usr/local/lib/prosody'].filter((path) => existsSync(join(path, 'util'))))

const MODULE = 'mod_cloud_notify'

export const moduleFile = firstOf(
  [
    `/usr/lib/prosody/modules/${MODULE}`,
    `/usr/lib/prosody/modules/${MODULE}/${MODULE}`,
    `/usr/local/lib/prosody/modules/${MODULE}`,
    `/usr/share/prosody-modules/${MODULE}/${MODULE}`,
  ].map((path) => `${path}.lua`),
)

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const isInstalled = (program: string): boolean => spawnSync(program, ['-v']).status === 0

/** The Debian package that is missing, if one is. */
export const missingPackage = (): string | undefined =>
  !isInstalled(LUA)
    ? 'lua5.4'
    : library === undefined
      ? 'prosody'
      : moduleFile === undefined
        ? 'prosody-modules'
        : undefined

/**
 * The command that plays the module.
 *
 * @param file - another module in its place: one with a planted bug
 */
export const moduleCommand = (file: string | undefined = moduleFile): string =>
  [LUA, ...[main, library ?? '', file ?? ''].map(quoted)].join(' ')
