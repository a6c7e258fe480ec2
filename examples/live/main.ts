/** Plays every scene and every law on real servers and on the library, and says where they differ: `npm run live`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import {
  laws,
  reference,
  renderHtml,
  runConformance,
  type ImplementationReport,
  type Law,
  type LawResult,
} from 'xmpp-push-rules/conformance'
import { ruleTexts } from '../conformance/kit/rules.js'
import { readLiveArguments } from './arguments.js'
import { inParallel } from './in-parallel.js'
import { columnsFor, findInstallation, whatIsMissing, type Column, type Installation } from './installation.js'
import { judgeRun, reportOf, unexplained, type ServerReport } from './judge.js'
import { runLaws } from './laws/run-laws.js'
import { readOwnServer } from './own/config.js'
import { noLonger, runOwn } from './own/run-own.js'
import { counting, progressOn } from './progress.js'
import { hasRoot, makeRoot } from './root.js'
import type { Scene } from './scene.js'
import { runServer, type ServerRun } from './run-server.js'
import { extensionScenes } from './scenes/extensions.js'
import { scenes } from './scenes/index.js'
import { starterOf } from './start-server.js'
import { lawSummary, sceneSummary } from './summary.js'

const usage = `npm run live -- [--out FOLDER] [--server NAME] [--suite SUITE] [--cache FOLDER] [--scenes PATTERN] [--laws PATTERN]
         [--runs N]
npm run live -- --own FILE [--out FOLDER] [--laws PATTERN]

Starts Prosody and ejabberd on the loopback interface, those of this machine and those of another suite of Debian, plays
the scenes with real clients and a real push service, and compares what was on the wire with what the library does on
the same events; then runs the laws of the conformance kit against each server.

--server   only this column: prosody, ejabberd, prosody-SUITE, ejabberd-SUITE, or prosody-SUITE-extensions
--suite    the suite of Debian that the later servers are from (default trixie; sid has the newest)
--cache    where its root is made, once (default: below the system's temporary folder)
--runs     scenes of each law that generates them (default 2); their seed is fixed
--own      plays the laws on a server of yours instead, which FILE describes (examples/live/own-server.md)

Writes to FOLDER (default reports/live):
matrix.html, NAME.ndjson (all that was on the wire), NAME.HOST.events.ndjson (event logs for npm run demo),
NAME.laws.json (verdicts, reasons, and what happened where a law does not hold).
Exit code: 0; 1 if a difference is unexplained, a law fails or is flaky, or a scene could not be played; 2 if a server
is not installed, or what was asked for cannot be done.`

const asked = readLiveArguments(process.argv.slice(2))
if (E.isLeft(asked)) {
  console.error(asked.left)
  process.exit(2)
}
const values = asked.right

/** Scenes that each law is run with against the library, where they are generated. */
const libraryRuns = 20

/** They mostly wait: two beside each other take little longer than one. */
const columnsAtOnce = 2

const progress = progressOn(process.stderr)
const isChosen =
  (pattern: string) =>
  ({ id }: { readonly id: string }): boolean =>
    new RegExp(pattern).test(id)
const chosenLaws = laws.filter(isChosen(values.laws))

/** What is played on a column: where a server reads more of an enable, only what is about that. */
const playedOn = ({
  hasExtensions,
}: Column): { readonly scenes: ReadonlyArray<Scene>; readonly laws: ReadonlyArray<Law> } =>
  hasExtensions === true
    ? { scenes: extensionScenes, laws: chosenLaws.filter(({ options }) => options.extensions !== undefined) }
    : { scenes, laws: chosenLaws }

const say = (lines: ReadonlyArray<string>): void => {
  progress.clear()
  console.log(lines.join('\n'))
}

const write = (name: string, text: string): void => writeFileSync(join(values.out, name), text)

const writeRecords = (id: string, run: ServerRun): void => {
  write(`${id}.ndjson`, run.records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  write(`${id}.log`, run.serverLog)
  Object.entries(run.eventLogs).forEach(([host, log]) => write(`${id}.${host}.events.ndjson`, log))
}

const install = async (column: Column): Promise<Installation> => {
  const { id, suite } = column
  if (suite !== undefined && !hasRoot(values.cache, suite)) progress.show(`${id}: a root with Debian ${suite} is made`)
  const found = findInstallation(column, suite === undefined ? undefined : await makeRoot(values.cache, suite))
  if (found === undefined) throw new Error(`${id} is not installed in its root.`)
  return found
}

const playOn = async (installation: Installation): Promise<ServerReport> => {
  const { id, version } = installation
  const played = playedOn(installation)
  const chosenScenes = played.scenes.filter(isChosen(values.scenes))
  const show = (what: string, total: number): ((name: string) => void) =>
    counting(progress, `${id} ${version}: ${what}`, total)
  const run = await runServer(starterOf(installation), chosenScenes, show('scene', chosenScenes.length))
  writeRecords(id, run)
  const judged = await judgeRun(run, chosenScenes)
  say(sceneSummary(id, run, judged))
  const lawRun = await runLaws(installation, played.laws, show('law', played.laws.length), Number(values.runs))
  write(`${id}.laws.json`, `${JSON.stringify(lawRun.results, null, 1)}\n`)
  say(lawSummary(id, lawRun.results, lawRun.tookMs))
  return { run, judged, laws: lawRun.results }
}

const fails = (results: ReadonlyArray<LawResult>): boolean => results.some(({ verdict }) => verdict === 'fail')

const today = (): string => new Date().toISOString().slice(0, 10)

const onTheLibrary = async (): Promise<ReadonlyArray<LawResult>> => {
  progress.show('the laws on the library')
  const { results } = await runConformance(reference, { laws: chosenLaws, runs: libraryRuns })
  progress.clear()
  return results
}

const playOwn = async (file: string): Promise<number> => {
  const read = pipe(
    E.tryCatch(
      () => readFileSync(file, 'utf8'),
      (error): ReadonlyNonEmptyArray<string> => [error instanceof Error ? error.message : String(error)],
    ),
    E.flatMap(readOwnServer),
  )
  if (E.isLeft(read)) {
    read.left.forEach((line) => console.error(`${file}: ${line}`))
    return 2
  }
  const { name, version, known } = read.right
  const { results, tookMs } = await runOwn(
    read.right,
    chosenLaws,
    counting(progress, `${name}: law`, chosenLaws.length),
  )
  say([
    ...lawSummary(name, results, tookMs),
    ...noLonger(known, results).map((id) => `HOLDS ${id}: the file names it as a known difference.`),
  ])
  mkdirSync(values.out, { recursive: true })
  write('own.laws.json', `${JSON.stringify(results, null, 1)}\n`)
  const implementations: ReadonlyArray<ImplementationReport> = [
    { name: 'xmpp-push-rules', results: await onTheLibrary() },
    { name, results, ...(version === undefined ? {} : { version }) },
  ]
  write(
    'own.html',
    renderHtml({ title: `Push notifications of ${name}`, when: today(), implementations }, { rules: ruleTexts() }),
  )
  return fails(results) ? 1 : 0
}

const playServers = async (): Promise<number> => {
  const all = columnsFor(values.suite)
  const columns = all.filter(({ id }) => values.server === undefined || values.server === id)
  const missing =
    columns.length === 0
      ? [`There is no server ${values.server ?? ''}: ${all.map(({ id }) => id).join(', ')}.`]
      : whatIsMissing(columns, (suite) => hasRoot(values.cache, suite))
  if (missing.length > 0) {
    missing.forEach((line) => console.error(line))
    if (columns.length > 1) console.error('With --server NAME only that one is played.')
    return 2
  }
  mkdirSync(values.out, { recursive: true })
  const installations: Array<Installation> = []
  for (const column of columns) installations.push(await install(column))
  const runs = await inParallel(installations, columnsAtOnce, playOn)
  const library = await onTheLibrary()
  write('matrix.html', renderHtml(reportOf(runs, library, today()), { rules: ruleTexts() }))
  const strange = runs.some(({ judged }) => judged.some((one) => unexplained(one).length > 0))
  return strange || fails(library) || runs.some((one) => fails(one.laws)) ? 1 : 0
}

if (values.help) console.log(usage)
else process.exitCode = await (values.own === undefined ? playServers() : playOwn(values.own))
