/**
 * Where the time and the memory of one case go: `profile.js <part of a case's name> [seconds]`.
 */
import { Session } from 'node:inspector/promises'
import { cases } from './cases.js'
import { consumed } from './measure.js'
import { libraryContender } from './sections/handling.js'

interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}

const [wanted = 'offline', seconds = '3'] = process.argv.slice(2)
const one = cases.find(({ name }) => name.includes(wanted))
if (one === undefined) throw new Error(`no case is called ${wanted}`)

const contender = libraryContender(one)
const runFor = (ms: number): number => {
  let messages = 0
  for (let spent = 0; spent < ms;) {
    const done = contender()
    spent += done.ms
    messages += done.messages
  }
  return messages
}

const nameOf = ({ functionName, url, lineNumber }: Frame): string =>
  `${functionName === '' ? '(anonymous)' : functionName}  ${url.replace(/.*\/(dist\/esm|reports\/bench|node_modules)\//, '')}${url === '' ? '' : `:${lineNumber + 1}`}`

const add = (sums: Map<string, number>, frame: Frame, amount: number): void => {
  sums.set(nameOf(frame), (sums.get(nameOf(frame)) ?? 0) + amount)
}

const printTop = (title: string, sums: Map<string, number>, unit: (amount: number, total: number) => string): void => {
  const total = [...sums.values()].reduce((sum, amount) => sum + amount, 0)
  const top = [...sums]
    .filter(([, amount]) => amount > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 25)
  console.log(`\n${title}`)
  for (const [name, amount] of top) console.log(`${unit(amount, total).padStart(14)}  ${name}`)
}

const percent = (amount: number, total: number): string => `${((100 * amount) / total).toFixed(1)} %`

const session = new Session()
session.connect()
runFor(1000)

await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 200 })
await session.post('Profiler.start')
const timed = runFor(Number(seconds) * 1000)
const { profile } = await session.post('Profiler.stop')
const times = new Map<string, number>()
for (const { callFrame, hitCount } of profile.nodes) add(times, callFrame, hitCount ?? 0)
printTop(`${one.name}: time of a function itself, ${timed} messages (making the events is in it)`, times, percent)

await session.post('HeapProfiler.startSampling', {
  samplingInterval: 4096,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
})
const counted = runFor(Number(seconds) * 300)
const { profile: heap } = await session.post('HeapProfiler.stopSampling')
const sizes = new Map<string, number>()
const visit = ({ callFrame, selfSize, children }: typeof heap.head): void => {
  add(sizes, callFrame, selfSize)
  children.forEach(visit)
}
visit(heap.head)
printTop('Allocated by a function itself, bytes a message', sizes, (amount) => (amount / counted).toFixed(0))
console.log(consumed())
