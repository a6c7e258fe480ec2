/** What the command line asks for. */
import { parseArgs } from 'node:util'
import { type Law, laws, list, select } from 'xmpp-push-rules/conformance'
import { unwritable } from './files.js'
import { meant } from './nearest.js'
import { firstLine } from './words.js'

export const USAGE = `npm run kit -- --command COMMAND | --prosody [options]

Runs the laws against a program that is spoken to in lines of JSON (examples/conformance/protocol.md), or against
Debian's mod_cloud_notify.

  --command COMMAND  how the program is started, as a shell reads it
  --prosody          mod_cloud_notify, under Lua and a virtual clock
  --laws NAMES       ids of laws, folders of ids, rules or levels (MUST, SEED), with commas between
  --runs N           scenes a law (100)
  --seed N           of the scenes
  --path PATH        with the seed of a failure of one law: begins at the scene that failed, made smaller as it was;
                     --laws names that law
  --timeout SECONDS  how long the program may take to answer (10)
  --junit FILE       writes the report as JUnit XML
  --html FILE        writes the report as a page
  --trace FILE       writes every line to the program (>), from it (<) and of its standard error (!)
  --list             only lists the laws
  --help             this text

Ends with status 1 if a law failed, and with 2 if nothing could be played.`

/** Told in one line; the status is 2. */
export class UsageError extends Error {}

/** What was asked for, checked. */
export interface Arguments {
  readonly command: string | undefined
  readonly prosody: boolean
  readonly laws: ReadonlyArray<Law>
  readonly runs: number
  readonly seed: number | undefined
  readonly path: string | undefined
  readonly timeoutMs: number
  readonly junit: string | undefined
  readonly html: string | undefined
  readonly trace: string | undefined
  readonly list: boolean
  readonly help: boolean
}

const OPTIONS = {
  command: { type: 'string' },
  prosody: { type: 'boolean', default: false },
  laws: { type: 'string' },
  runs: { type: 'string', default: '100' },
  seed: { type: 'string' },
  path: { type: 'string' },
  timeout: { type: 'string', default: '10' },
  junit: { type: 'string' },
  html: { type: 'string' },
  trace: { type: 'string' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const whole = (name: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < least || number > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} on` : `${least} to ${most}`
    throw new UsageError(`--${name} needs a whole number from ${range}, not ${JSON.stringify(text)}`)
  }
  return number
}

/** More is no waiting any more, and in the end no number that a timer takes. */
const LONGEST_SECONDS = 86_400

/** Asked for before anything is played: that takes its time. */
const output = (name: string, file: string | undefined): string | undefined => {
  const why = file === undefined ? undefined : unwritable(file)
  if (why !== undefined) throw new UsageError(`--${name} ${file}: ${why}`)
  return file
}

const LEVELS = ['MUST', 'SHOULD', 'MAY', 'SEED', 'FIELD'] as const

/** All that laws can be named by: themselves, the folders that they are in, their rules and their levels. */
const names = (): ReadonlyArray<string> => [
  ...new Set([
    ...list().flatMap(({ id, rules }) => [
      id,
      ...id.split('/').map((_, index, parts) => parts.slice(0, index).join('/')),
      ...rules,
    ]),
    ...LEVELS,
  ]),
]

const named = (name: string): ReadonlyArray<Law> => {
  const folder = name.endsWith('/') ? name : `${name}/`
  const level = LEVELS.find((one) => one === name)
  const found = [
    ...select({ id: name }),
    ...select({ id: folder }),
    ...select({ rule: name }),
    ...(level === undefined ? [] : select({ level })),
  ]
  if (found.length === 0)
    throw new UsageError(
      `there is no law, folder, rule or level ${JSON.stringify(name)}${meant(name, names())}; --list lists them`,
    )
  return found
}

/** Where a failure is found again; it belongs to one law. */
const pathOf = (path: string | undefined, wanted: ReadonlyArray<Law>, prosody: boolean): string | undefined => {
  if (path === undefined) return undefined
  if (prosody) throw new UsageError('--path is for --command: with --prosody nothing is made smaller')
  if (!/^\d+(?::\d+)*$/u.test(path))
    throw new UsageError(`--path needs numbers with colons between, not ${JSON.stringify(path)}`)
  if (wanted.length !== 1) throw new UsageError(`--path is of one law: --laws names ${wanted.length}`)
  return path
}

const chosen = (text: string | undefined): ReadonlyArray<Law> => {
  if (text === undefined) return laws
  const wanted = new Set(text.split(',').flatMap((name) => named(name.trim())))
  return laws.filter((law) => wanted.has(law))
}

const parsed = (args: ReadonlyArray<string>): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(firstLine(error))
  }
}

/** Reads the command line; throws a `UsageError`. */
export const readArguments = (args: ReadonlyArray<string>): Arguments => {
  const {
    command,
    prosody,
    laws: wanted,
    runs,
    seed,
    path,
    timeout,
    junit,
    html,
    trace,
    list: only,
    help,
  } = parsed(args)
  if (!only && !help && (command !== undefined) === prosody)
    throw new UsageError('either --command or --prosody is needed; --help says more')
  const played = chosen(wanted)
  return {
    command,
    prosody,
    laws: played,
    runs: whole('runs', runs, 1),
    seed: seed === undefined ? undefined : whole('seed', seed, Number.MIN_SAFE_INTEGER),
    path: pathOf(path, played, prosody),
    timeoutMs: whole('timeout', timeout, 1, LONGEST_SECONDS) * 1000,
    junit: output('junit', junit),
    html: output('html', html),
    trace: output('trace', trace),
    list: only,
    help,
  }
}
