/**
 * mod_cloud_notify itself, run by Lua over Prosody's own libraries, where both are installed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.js'

/** One thing that happens on the server; the names are those of prosody/operations.lua. */
export interface Operation {
  readonly op: 'offline' | 'archive' | 'iq' | 'close' | 'hibernate' | 'queue' | 'reject'
  readonly user: string
  readonly resource?: string
  readonly key?: string
  readonly text?: string
}

export interface ModuleRun {
  readonly seconds: number
  readonly messages: number
  readonly pushes: number
  /** What was written. */
  readonly bytes: number
  /** What stays in memory once all that was measured is handled and its stanzas are gone. */
  readonly keptBytes: number
}

const LUA = 'lua5.4'
const firstOf = (paths: ReadonlyArray<string>): string | undefined => paths.find((path) => existsSync(path))

const library = firstOf(['/usr/lib/prosody', '/usr/local/lib/prosody'].filter((path) => existsSync(join(path, 'util'))))
const cloudNotify = firstOf(
  [
    '/usr/lib/prosody/modules/mod_cloud_notify',
    '/usr/lib/prosody/modules/mod_cloud_notify/mod_cloud_notify',
    '/usr/local/lib/prosody/modules/mod_cloud_notify',
    '/usr/share/prosody-modules/mod_cloud_notify/mod_cloud_notify',
  ].map((path) => `${path}.lua`),
)

const firstLine = (command: string, args: ReadonlyArray<string>): string | undefined => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0] : undefined
}

const lua = firstLine(LUA, ['-v'])?.replace(/ {2}.*/, '')

/** Why the module cannot be measured; absent where it can. */
export const missing: string | undefined =
  lua === undefined
    ? `${LUA} is not installed: nothing is compared with mod_cloud_notify`
    : library === undefined
      ? 'prosody is not installed: nothing is compared with mod_cloud_notify'
      : cloudNotify === undefined
        ? 'prosody-modules is not installed: nothing is compared with mod_cloud_notify'
        : undefined

const packageVersion = (name: string): string | undefined => firstLine('dpkg-query', ['-W', '-f', '${Version}', name])

/** What is compared with, by name. */
export const versions = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ['lua', lua],
      ['prosody', packageVersion('prosody')],
      ['prosody-modules', packageVersion('prosody-modules')],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

const lineOf = ({ op, user, resource = '', key = '', text = '' }: Operation): string =>
  `${[op, user, resource, key, text].join('\t')}\n`

const run = (args: ReadonlyArray<string>, files: ReadonlyArray<string>): unknown => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const paths = files.map((text, index) => {
    const path = join(directory, `${index}`)
    writeFileSync(path, text)
    return path
  })
  const main = join(root, 'test/bench/prosody/main.lua')
  const { status, stdout, stderr } = spawnSync(LUA, [main, library ?? '', ...args, ...paths], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  rmSync(directory, { recursive: true })
  if (status !== 0) throw new Error(`${LUA}: ${stderr}`)
  return JSON.parse(stdout)
}

/** Measures the module in a process of its own: sets up, then times what is to be measured. */
export const runModule = (setup: ReadonlyArray<Operation>, measured: ReadonlyArray<Operation>): ModuleRun =>
  run([cloudNotify ?? ''], [setup.map(lineOf).join(''), measured.map(lineOf).join('')]) as ModuleRun

/** Measures Prosody's util.xml. */
export const runParser = (texts: ReadonlyArray<string>): Pick<ModuleRun, 'seconds' | 'messages'> =>
  run(['parse'], [texts.map((text) => `${text}\n`).join('')]) as ModuleRun
