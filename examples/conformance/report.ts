/**
 * Runs every law against two implementations, prints the table, and writes the page.
 *
 *   npx tsx examples/conformance/report.ts [--list] [--help] [--rules ADDRESS] [PAGE.html]
 *
 * ADDRESS is that of the rule reference, as seen from the page: the rules' ids become links into it. Without
 * it the page has the rules' texts itself.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { list, reference, renderHtml, renderTable, type Report, runConformance } from 'xmpp-push-rules/conformance'
import { adapter } from './adapter.js'
import { unwritable } from './kit/files.js'
import { ruleTexts } from './kit/rules.js'
import { firstLine } from './kit/words.js'

const USAGE = 'npx tsx examples/conformance/report.ts [--list] [--help] [--rules ADDRESS] [PAGE.html]'

/** What was asked for, or what is wrong with it. */
const asked = (() => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        rules: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const [page, more] = positionals
    if (more !== undefined) return `one page is written, not ${more} as well`
    const why = page === undefined ? undefined : unwritable(page)
    return why === undefined ? { ...values, page } : `${page}: ${why}`
  } catch (error) {
    return firstLine(error)
  }
})()

if (typeof asked === 'string') {
  console.error(`report: ${asked}`)
  process.exitCode = 2
} else if (asked.help) console.log(USAGE)
else if (asked.list) {
  for (const { id, level, rules, requirement } of list())
    console.log(`${level.padEnd(6)} ${id} [${rules.join(' ')}]\n       ${requirement}`)
} else {
  const now = (): number => performance.now()
  const report: Report = {
    title: 'Server-side push, law by law',
    implementations: [await runConformance(reference, { now }), await runConformance(adapter, { now })],
  }
  console.log(renderTable(report, { colour: process.stdout.isTTY, width: process.stdout.columns, key: true }))
  const { page, rules } = asked
  const options =
    rules === undefined ? { rules: ruleTexts() } : { ruleReference: (rule: string) => `${rules}#${rule.toLowerCase()}` }
  if (page !== undefined) writeFileSync(page, renderHtml(report, options))
  process.exitCode = report.implementations.some(({ results }) => results.some(({ verdict }) => verdict === 'fail'))
    ? 1
    : 0
}
