/**
 * The benchmark: `npm run bench -- [--quick] [--only <section>] [--json <path>]`.
 *
 * Sections run one after the other, each in a process of its own, over the built package. `--quick` takes half a
 * minute and fails where a ratio against the floor or a growth misses its target by more than twice.
 */
import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { missing, versions } from './prosody.js'
import { isBroken, isGuard, isMet, print, type Section } from './report.js'

const SECTIONS = ['handling', 'parsing', 'size', 'growth', 'memory', 'start'] as const

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string', default: 'reports/bench.json' },
  },
})

interface Answer {
  readonly section: Section
  readonly checksum: number
}

const runSection = (name: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('./run-section.js', import.meta.url), [name, values.quick ? 'quick' : 'full'], {
      execArgv: ['--expose-gc', '--max-old-space-size=8192'],
      serialization: 'advanced', // keeps `undefined` and `NaN`
    })
    child.once('message', (answer) => resolve(answer as Answer))
    child.once('exit', (code) => reject(new Error(`${name}: exit code ${code}`)))
  })

const machine = {
  cpu: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  load: loadavg()[0]?.toFixed(2),
  node: process.version,
  v8: process.versions.v8,
  ...versions(),
}
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; '),
)
if (missing !== undefined) console.log(missing)

const chosen = SECTIONS.filter((name) => values.only === undefined || values.only.split(',').includes(name))
const sections: Record<string, Section & Pick<Answer, 'checksum'> & { readonly seconds: number }> = {}
for (const name of chosen) {
  const before = performance.now()
  const { section, checksum } = await runSection(name)
  const seconds = Math.round((performance.now() - before) / 100) / 10
  sections[name] = { ...section, checksum, seconds }
  console.log(`${print(section, values.quick)}\n  (${seconds} s)`)
}

mkdirSync(dirname(values.json), { recursive: true })
writeFileSync(values.json, `${JSON.stringify({ quick: values.quick, machine, sections }, null, 2)}\n`)

const checks = Object.values(sections).flatMap((section) => section.checks)
const broken = checks.filter(isBroken)
const guards = checks.filter(isGuard)
console.log(
  values.quick
    ? `\n${guards.length - broken.length} of ${guards.length} guards hold; targets are for a full run; ${values.json} has all numbers.`
    : `\n${checks.filter(isMet).length} of ${checks.length} targets met; ${values.json} has all numbers.`,
)
if (values.quick && broken.length > 0) {
  console.error(
    `Failed, by more than twice the target:\n${broken.map(({ name, value }) => `  ${name}: ${value}`).join('\n')}`,
  )
  process.exitCode = 1
}
