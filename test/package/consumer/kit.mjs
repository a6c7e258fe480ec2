// Every law of the kit on the packed library, under whatever runs this: one line, and exit code 1 on a failed law.
import { reference, runConformance } from 'xmpp-push-rules/conformance'

const report = await runConformance(reference, { runs: 20 })
const { results } = report
const failed = results.filter(({ verdict }) => verdict === 'fail')
for (const { law, reason, transcript } of failed) console.log(`${law.id}: ${reason}\n${transcript}`)
console.log(`${results.length} laws, ${failed.length} failed`)
process.exit(failed.length === 0 && results.length > 100 ? 0 : 1)
