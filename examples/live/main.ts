/** Plays every scene and every law on real servers and on the library, and says where they differ: `npm run live`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { laws, reference, renderHtml, runConformance, type LawResult, type Verdict } from 'xmpp-push-rules/conformance'
import { startEjabberd } from './ejabberd.js'
import { judgeRun, reportOf, unexplained, type Judged, type ServerReport } from './judge.js'
import { runLaws, type LawRun } from './laws/run-laws.js'
import { startProsody } from './prosody.js'
import { reasons } from './reasons.js'
import { runServer, type ServerRun } from './run-server.js'
import { scenes } from './scenes/index.js'

const usage = `npm run live -- [--out FOLDER] [--server prosody|ejabberd] [--scenes PATTERN] [--laws PATTERN]

Starts Prosody and ejabberd on the loopback interface, plays the scenes with real clients and a real push service, and
compares what was on the wire with what the library does on the same events; then runs the laws of the conformance kit
against each server. Writes to FOLDER (default reports/live):
matrix.html, SERVER.ndjson (all that was on the wire), SERVER.HOST.events.ndjson (event logs for npm run demo).
SERVER.laws.json (verdicts, reasons, and what happened where a law does not hold).
Exit code: 0; 1 if a difference is unexplained, a law fails, or a scene could not be played.`

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'reports/live' },
    server: { type: 'string' },
    scenes: { type: 'string', default: '' },
    laws: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

const write = (name: string, text: string): void => writeFileSync(join(values.out, name), text)

const writeRecords = (run: ServerRun): void => {
  write(`${run.server}.ndjson`, run.records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  write(`${run.server}.log`, run.serverLog)
  Object.entries(run.eventLogs).forEach(([host, log]) => write(`${run.server}.${host}.events.ndjson`, log))
}

const summary = (run: ServerRun, judged: ReadonlyArray<Judged>): ReadonlyArray<string> => {
  const differences = judged.flatMap((one) => one.differences)
  const count = (id: string): number => differences.filter(({ reason }) => reason?.id === id).length
  const alike = judged.filter((one) => one.differences.length === 0 && one.failures.length === 0).length
  return [
    `${run.server} ${run.version}: ${judged.length} scenes in ${(run.tookMs / 1000).toFixed(1)} s, ${alike} alike`,
    ...reasons[run.server].map(({ id, title }) => `${String(count(id)).padStart(6)}  ${title}`),
    ...judged.flatMap((one) => unexplained(one).map((fault) => `UNEXPLAINED ${one.scene.id} ${fault}`)),
  ]
}

const verdicts: ReadonlyArray<Verdict> = ['pass', 'differs', 'not-applicable', 'fail']

const lawSummary = ({ server, results, tookMs }: LawRun): ReadonlyArray<string> => [
  `${server}: ${results.length} laws in ${(tookMs / 1000).toFixed(1)} s: ${verdicts.map((verdict) => `${results.filter((one) => one.verdict === verdict).length} ${verdict}`).join(', ')}`,
  ...results.flatMap(({ law, verdict, reason, transcript }) =>
    verdict === 'fail' ? [`FAILS ${law.id}: ${reason ?? ''}\n${transcript ?? ''}`] : [],
  ),
]

/** Scenes that each law is run with against the library, where they are generated. */
const libraryRuns = 20

const main = async (): Promise<number> => {
  const chosen = scenes.filter(({ id }) => new RegExp(values.scenes).test(id))
  const starters = [
    ['prosody', startProsody],
    ['ejabberd', startEjabberd],
  ] as const
  mkdirSync(values.out, { recursive: true })
  const chosenLaws = laws.filter(({ id }) => new RegExp(values.laws).test(id))
  const runs: Array<ServerReport> = []
  for (const [name, start] of starters) {
    if (values.server !== undefined && values.server !== name) continue
    const run = await runServer(start, chosen)
    writeRecords(run)
    const judged = judgeRun(run, chosen)
    console.log(summary(run, judged).join('\n'))
    const lawRun = await runLaws(name, start, chosenLaws)
    write(`${name}.laws.json`, `${JSON.stringify(lawRun.results, null, 1)}\n`)
    runs.push({ run, judged, laws: lawRun.results })
    console.log(lawSummary(lawRun).join('\n'))
  }
  const library = (await runConformance(reference, { laws: chosenLaws, runs: libraryRuns })).results
  write('matrix.html', renderHtml(reportOf(runs, library, new Date().toISOString().slice(0, 10))))
  const fails = (results: ReadonlyArray<LawResult>): boolean => results.some(({ verdict }) => verdict === 'fail')
  const strange = runs.some(({ judged }) => judged.some((one) => unexplained(one).length > 0))
  return strange || fails(library) || runs.some((one) => fails(one.laws)) ? 1 : 0
}

if (values.help) console.log(usage)
else process.exitCode = await main()
