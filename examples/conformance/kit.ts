/**
 * Runs the laws against a program in any language, or against the real mod_cloud_notify.
 *
 *   npm run kit -- --command "python3 examples/conformance/python/push_server.py"
 *   npm run kit -- --prosody
 *   npm run kit -- --help
 */
import { openSync, writeFileSync, writeSync } from 'node:fs'
import { type ImplementationReport, list, renderHtml, renderJUnit, renderTable } from 'xmpp-push-rules/conformance'
import { type Bridge, bridge } from './bridge/adapter.js'
import type { Heard } from './bridge/program.js'
import { type Arguments, readArguments, USAGE, UsageError } from './kit/arguments.js'
import { type Progress, progressOn } from './kit/progress.js'
import { ruleTexts } from './kit/rules.js'
import { type PlayLaw, playLaws, playWith } from './kit/run.js'
import { missingPackage, moduleCommand } from './prosody-module/command.js'
import { judgeLaw } from './prosody-module/judge.js'

/** The day of the mail that the business rules come from, as in the kit. */
const SEED = 20_160_216

const commandOf = ({ command, prosody }: Arguments): string => {
  if (!prosody) return command ?? ''
  const missing = missingPackage()
  if (missing !== undefined)
    throw new UsageError(`mod_cloud_notify cannot be played: the Debian package ${missing} is not installed`)
  return moduleCommand()
}

const playerOf = ({ prosody, runs, seed = SEED, path, timeoutMs }: Arguments, program: Bridge): PlayLaw =>
  prosody
    ? judgeLaw(program.adapter, { runs, seed, timeoutMs })
    : playWith(program, { runs, seed, timeoutMs, ...(path === undefined ? {} : { path }) })

const SIGNS = { call: '>', answer: '<', error: '!', law: '#' } as const

type Trace = (kind: keyof typeof SIGNS, line: string) => void

/** Writes at once, so that nothing is lost when the program or the kit is ended. */
const traceTo = (path: string | undefined): Trace => {
  if (path === undefined) return () => undefined
  try {
    const file = openSync(path, 'w')
    return (kind, line) => void writeSync(file, `${SIGNS[kind]} ${line}\n`)
  } catch (error) {
    throw new UsageError(`--trace: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const started = async (args: Arguments, { says }: Progress, trace: Trace): Promise<Bridge> => {
  const hear: Heard = (kind, line) => {
    trace(kind, line)
    if (kind === 'error') says(line)
  }
  try {
    return await bridge(commandOf(args), args.timeoutMs, hear)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const write = ({ junit, html }: Arguments, implementation: ImplementationReport): void => {
  const report = { title: `Server-side push: ${implementation.name}`, implementations: [implementation] }
  console.log(renderTable(report, { colour: process.stdout.isTTY, width: process.stdout.columns, key: true }))
  if (junit !== undefined) writeFileSync(junit, renderJUnit(report))
  if (html !== undefined) writeFileSync(html, renderHtml(report, { rules: ruleTexts() }))
}

const statusOf = ({ results }: ImplementationReport): number => {
  if (results.every(({ runs, verdict }) => runs === 0 && verdict === 'not-applicable'))
    throw new UsageError('no law could be played: the program names nothing that the chosen laws need')
  return results.some(({ verdict }) => verdict === 'fail') ? 1 : 0
}

const run = async (args: Arguments): Promise<number> => {
  if (args.help) console.log(USAGE)
  else if (args.list)
    for (const { id, level, rules, requirement } of args.laws.flatMap((law) => list({ id: law.id })))
      console.log(`${level.padEnd(6)} ${id} [${rules.join(' ')}]\n       ${requirement}`)
  if (args.help || args.list) return 0
  const trace = traceTo(args.trace)
  const shown = progressOn(process.stderr, args.laws.length)
  const progress: Progress = {
    ...shown,
    plays: (law) => {
      trace('law', law.id)
      shown.plays(law)
    },
  }
  const program = await started(args, progress, trace)
  const stop = (): void => {
    program.end()
    process.exit(130)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const report = await playLaws(program, args.laws, playerOf(args, program), progress)
    write(args, report)
    return statusOf(report)
  } finally {
    program.end()
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
  }
}

try {
  process.exitCode = await run(readArguments(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`kit: ${error.message}`)
  process.exitCode = 2
}
