import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEjabberd } from "./ejabberd.js"
import { startProsody } from './prosody.js'
import { runServer } from './run-server.js'
import { scenes } from './scenes/index.js'

const only = process.argv[3]
const out = process.argv[2] ?? 'reports/live'
mkdirSync(out, { recursive: true })
const chosen = scenes.filter(({ id }) => only === undefined || new RegExp(only).test(id))
for (const start of [startProsody, startEjabberd].filter((each) => process.argv[4] === undefined || each.name.toLowerCase().endsWith(process.argv[4]))) {
  const run = await runServer(start, chosen)
  writeFileSync(join(out, `${run.server}.ndjson`), run.records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  writeFileSync(join(out, `${run.server}.log`), run.serverLog)
  Object.entries(run.eventLogs).forEach(([host, log]) => writeFileSync(join(out, `${run.server}-${host}.events.ndjson`), log))
  console.log(run.server, run.version, run.records.length, 'scenes', run.tookMs, 'ms')
}
process.exit(0)
