/** Where a server is installed: on this machine, or in a root with another suite of Debian. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { ServerName, Software } from './server.js'

/** One column of the matrix, before it is known whether it can be played. */
export interface Column {
  readonly id: string
  readonly software: Software
  /** Of the root that it is in; absent: this machine's own. */
  readonly suite?: string
  /** With the modules that read more of an enable than its form: scenes of their own are played there. */
  readonly hasExtensions?: true
}

/** A server that can be started. */
export interface Installation extends Column {
  readonly version: string
  /** Which generation it is: its reasons and what it can do go by this name. */
  readonly name: ServerName
  readonly root?: string
}

export const columnsFor = (suite: string): ReadonlyArray<Column> => [
  { id: 'prosody', software: 'prosody' },
  { id: 'ejabberd', software: 'ejabberd' },
  { id: `prosody-${suite}`, software: 'prosody', suite },
  { id: `ejabberd-${suite}`, software: 'ejabberd', suite },
  { id: `prosody-${suite}-extensions`, software: 'prosody', suite, hasExtensions: true },
]

/** The generation by its version: Prosody 13 has mod_cloud_notify as a part, ejabberd 24 has what mod_push learnt after 23.01. */
export const generationOf = (software: Software, version: string): ServerName => {
  const major = Number.parseInt(version, 10)
  if (software === 'prosody') return major >= 13 ? 'prosody-13' : 'prosody'
  return major >= 24 ? 'ejabberd-24' : 'ejabberd'
}

/** A command line that runs in the root, if there is one. */
export const commandIn = (
  root: string | undefined,
  command: string,
  args: ReadonlyArray<string>,
): readonly [command: string, args: ReadonlyArray<string>] =>
  root === undefined ? [command, args] : ['chroot', [root, command, ...args]]

/** Where files of a server go, so that it sees them too. */
export const temporaryIn = (root: string | undefined): string => (root === undefined ? tmpdir() : join(root, 'tmp'))

/** A path as the server sees it. */
export const seenFrom = (root: string | undefined, path: string): string =>
  root === undefined ? path : path.slice(root.length)

const onPath = (command: string, root = ''): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(root, folder, command)))

const modules = '/usr/lib/prosody/modules'

/** mod_cloud_notify is a community module up to 0.12, in a package of its own. */
const hasCloudNotify = (root: string): boolean =>
  existsSync(join(root, modules, 'mod_cloud_notify')) || existsSync(join(root, modules, 'mod_cloud_notify.lua'))

const prosodyVersion = (root: string | undefined): string | undefined => {
  if (!onPath('prosody', root) || !hasCloudNotify(root ?? '')) return undefined
  const [command, args] = commandIn(root, 'prosodyctl', ['--root', 'about'])
  const about = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return /^Prosody (\d\S*)/m.exec(about)?.[1] ?? '0'
}

const lib = '/usr/lib'

/** Debian keeps ejabberd in the library folder of the machine's architecture. */
export const findEjabberd = (root = ''): { readonly libraries: string; readonly version: string } | undefined => {
  const folders = readdirSync(join(root, lib)).filter((name) => name.endsWith('-linux-gnu'))
  const [found] = folders.flatMap((name) =>
    readdirSync(join(root, lib, name)).flatMap((entry) => {
      const version = /^ejabberd-([\d.]+)/.exec(entry)?.[1]
      return version === undefined ? [] : [{ libraries: join(lib, name), version }]
    }),
  )
  return found !== undefined && onPath('erl', root) ? found : undefined
}

const hasModules = ({ hasExtensions }: Column, root = ''): boolean =>
  hasExtensions !== true || existsSync(join(root, modules, 'mod_cloud_notify_extensions'))

/** The server of a column; undefined: it is not installed there. */
export const findInstallation = (column: Column, root?: string): Installation | undefined => {
  const version = column.software === 'prosody' ? prosodyVersion(root) : findEjabberd(root)?.version
  return version === undefined || !hasModules(column, root)
    ? undefined
    : {
        ...column,
        version,
        name: column.hasExtensions === true ? 'prosody-extensions' : generationOf(column.software, version),
        ...(root === undefined ? {} : { root }),
      }
}

const packages: Readonly<Record<Software, string>> = {
  prosody: 'prosody prosody-modules lua5.4',
  ejabberd: 'ejabberd',
}

/** One line for each column that cannot be played, with the Debian packages that it needs; nothing is started for it. */
export const whatIsMissing = (
  columns: ReadonlyArray<Column>,
  hasRoot: (suite: string) => boolean,
): ReadonlyArray<string> =>
  columns.flatMap((column) => {
    const { id, software, suite } = column
    if (suite === undefined)
      return findInstallation(column) === undefined
        ? [`${id} is not installed: apt-get install --no-install-recommends ${packages[software]}`]
        : []
    if (process.getuid?.() !== 0) return [`${id} runs in a root of its own, which only root can enter.`]
    return hasRoot(suite) || onPath('mmdebstrap')
      ? []
      : [`${id} needs a root of its own: apt-get install --no-install-recommends mmdebstrap`]
  })
