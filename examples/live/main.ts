/** Plays every scene on real servers and on the library, and says where they differ: `npm run live`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderHtml } from '../../src/conformance/render/html-page.js'
import { startEjabberd } from './ejabberd.js'
import { judgeRun, reportOf, unexplained, type Judged } from './judge.js'
import { startProsody } from './prosody.js'
import { reasons } from './reasons.js'
import { runServer, type ServerRun } from './run-server.js'
import { scenes } from './scenes/index.js'

const usage = `npm run live -- [--out FOLDER] [--server prosody|ejabberd] [--scenes PATTERN]

Starts Prosody and ejabberd on the loopback interface, plays the scenes with real clients and a real push service, and
compares what was on the wire with what the library does on the same events. Writes to FOLDER (default reports/live):
matrix.html, SERVER.ndjson (all that was on the wire), SERVER.HOST.events.ndjson (event logs for npm run demo).
Exit code: 0; 1 if a difference is unexplained, or a scene could not be played.`

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'reports/live' },
    server: { type: 'string' },
    scenes: { type: 'string', default: '' },
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

const main = async (): Promise<number> => {
  const chosen = scenes.filter(({ id }) => new RegExp(values.scenes).test(id))
  const starters = [
    ['prosody', startProsody],
    ['ejabberd', startEjabberd],
  ] as const
  mkdirSync(values.out, { recursive: true })
  const runs: Array<{ run: ServerRun; judged: ReadonlyArray<Judged> }> = []
  for (const [name, start] of starters) {
    if (values.server !== undefined && values.server !== name) continue
    const run = await runServer(start, chosen)
    writeRecords(run)
    const judged = judgeRun(run, chosen)
    runs.push({ run, judged })
    console.log(summary(run, judged).join('\n'))
  }
  write('matrix.html', renderHtml(reportOf(runs, new Date().toISOString().slice(0, 10))))
  return runs.some(({ judged }) => judged.some((one) => unexplained(one).length > 0)) ? 1 : 0
}

if (values.help) console.log(usage)
else process.exitCode = await main()
