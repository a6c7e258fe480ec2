/** What the command line asks for. */
import { parseArgs } from 'node:util'
import { type Law, laws, select } from 'xmpp-push-rules/conformance'
import { unwritable } from './files.js'

export const USAGE = `npm run kit -- --command COMMAND | --prosody [options]

Runs the laws against a program that is spoken to in lines of JSON (examples/conformance/protocol.md), or against
Debian's mod_cloud_notify.

  --command COMMAND  how the program is started, as a shell reads it
  --prosody          mod_cloud_notify, under Lua and a virtual clock
  --laws NAMES       ids of laws, their beginnings up to a slash, or rules, with commas between
  --runs N           scenes a law (100)
  --seed N           of the scenes
  --timeout SECONDS  how long the program may take to answer (10)
  --junit FILE       writes the report as JUnit XML
  --html FILE        writes the report as a page
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
  readonly timeoutMs: number
  readonly junit: string | undefined
  readonly html: string | undefined
  readonly list: boolean
  readonly help: boolean
}

const OPTIONS = {
  command: { type: 'string' },
  prosody: { type: 'boolean', default: false },
  laws: { type: 'string' },
  runs: { type: 'string', default: '100' },
  seed: { type: 'string' },
  timeout: { type: 'string', default: '10' },
  junit: { type: 'string' },
  html: { type: 'string' },
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

const named = (name: string): ReadonlyArray<Law> => {
  const found = [...select({ id: name }), ...select({ rule: name })]
  if (found.length === 0) throw new UsageError(`there is no law and no rule ${JSON.stringify(name)}; --list lists them`)
  return found
}

const chosen = (names: string | undefined): ReadonlyArray<Law> => {
  if (names === undefined) return laws
  const wanted = new Set(names.split(',').flatMap((name) => named(name.trim())))
  return laws.filter((law) => wanted.has(law))
}

const parsed = (args: ReadonlyArray<string>): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/\n.*/su, '') : String(error))
  }
}

/** Reads the command line; throws a `UsageError`. */
export const readArguments = (args: ReadonlyArray<string>): Arguments => {
  const { command, prosody, laws: names, runs, seed, timeout, junit, html, list, help } = parsed(args)
  if (!list && !help && (command !== undefined) === prosody)
    throw new UsageError('either --command or --prosody is needed; --help says more')
  return {
    command,
    prosody,
    laws: chosen(names),
    runs: whole('runs', runs, 1),
    seed: seed === undefined ? undefined : whole('seed', seed, Number.MIN_SAFE_INTEGER),
    timeoutMs: whole('timeout', timeout, 1, LONGEST_SECONDS) * 1000,
    junit: output('junit', junit),
    html: output('html', html),
    list,
    help,
  }
}
