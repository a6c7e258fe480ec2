/** Plays every scene on real servers and on the library, and says where they differ: `npm run live`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, showDifference } from './compare.js'
import { startEjabberd } from './ejabberd.js'
import { explain } from './reasons.js'
import { optionsFor, predict } from './oracle.js'
import { startProsody } from './prosody.js'
import { runServer, type ServerRun } from './run-server.js'
import { hostOf } from './run-scene.js'
import { scenes } from './scenes/index.js'
import { profiles } from './server.js'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'reports/live' },
    server: { type: 'string' },
    scenes: { type: 'string', default: '' },
  },
})
const servers = { prosody: startProsody, ejabberd: startEjabberd }
const pattern = new RegExp(values.scenes)
const chosen = scenes.filter(({ id }) => pattern.test(id))

const writeRecords = (run: ServerRun): void => {
  const write = (name: string, text: string): void => writeFileSync(join(values.out, `${run.server}${name}`), text)
  write('.ndjson', run.records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  write('.log', run.serverLog)
  Object.entries(run.eventLogs).forEach(([host, log]) => write(`.${host}.events.ndjson`, log))
}

mkdirSync(values.out, { recursive: true })
for (const [name, start] of Object.entries(servers)) {
  if (values.server !== undefined && values.server !== name) continue
  const run = await runServer(start, chosen)
  writeRecords(run)
  let differences = 0
  for (const [index, record] of run.records.entries()) {
    const scene = chosen[index]
    if (scene === undefined) continue
    const predicted = predict(optionsFor(run.server, profiles[scene.profile]), run.eventLogs[hostOf(scene)] ?? '', record)
    const found = compare(record, predicted).map((difference) => ({ ...difference, reason: explain(run.server, predicted, difference) }))
    differences += found.length
    if (found.length > 0) console.log([`## ${run.server} ${scene.id}`, ...found.map(showDifference)].join('\n'))
  }
  console.log(`${run.server} ${run.version}: ${run.records.length} scenes in ${(run.tookMs / 1000).toFixed(1)} s, ${differences} differences`)
}
