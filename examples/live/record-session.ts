/** Records one session with Prosody through our recorder: writes examples/recorded-session.ndjson, or the file named. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findInstallation } from './installation.js'
import { hostOf } from './run-scene.js'
import { runServer } from './run-server.js'
import { recordedScene } from './scenes/recorded.js'
import { starterOf } from './start-server.js'

const target = process.argv[2] ?? fileURLToPath(new URL('../recorded-session.ndjson', import.meta.url))
const prosody = findInstallation({ id: 'prosody', software: 'prosody' })
if (prosody === undefined) throw new Error('Prosody is not installed.')
const { records, eventLogs } = await runServer(starterOf(prosody), [recordedScene])
const failed = records.flatMap(({ entries }) =>
  entries.flatMap((entry) => (entry.kind === 'failed' ? [entry.message] : [])),
)
if (failed.length > 0) throw new Error(failed.join('\n'))
const log = eventLogs[hostOf(recordedScene)] ?? ''
writeFileSync(target, log)
console.log(`${target}: ${log.split('\n').length - 1} lines`)
