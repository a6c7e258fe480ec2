/**
 * The event log of the demo, as the page walks it: nothing is refused, a line that cannot be read says why.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Options } from 'xmpp-push-rules'
import { serializeXml, type XmlElement } from 'xmpp-push-rules/xml'
import { decodeLine, type LogLine } from '../demo/log.js'
import PAGE from './page.json' with { type: 'json' }
import type { Entry } from './play.js'
import { optionsOf, type Scene } from './scene.js'

const happenedIn = (line: LogLine): Entry => {
  if (line._tag === 'Header') return { at: 0 }
  if (line._tag === 'Happened') return { at: line.at, event: line.event }
  return { at: line.at, note: line._tag === 'Sent' ? `The server sent a ${line.observed.kind}` : undefined }
}

const unread = (why: string): Entry => ({ at: 0, note: `This line cannot be read: ${why}` })

/** A line of a log as something that happened. */
export const readLine = (text: string): Entry => E.match(unread, happenedIn)(decodeLine(text))

/** The members of an event that hold an element; in a log they are XML text. */
const written = (name: string, value: unknown): unknown =>
  ['iq', 'message', 'stanza'].includes(name) ? serializeXml(value as XmlElement) : value

/** Something that happened as a line of a log. */
export const writeLine = (account: string, { at, event }: Entry): string =>
  JSON.stringify(event ? { account, at, event: { ...event, at: undefined } } : { at }, written)

/** The policy that options are nearest to, and what they have of their own. */
const chosenOf = (options: Options): Pick<Scene, 'policy' | 'overrides'> => {
  const chosen = PAGE.policies.map(([policy = '']) => {
    const base: Scene['overrides'] = { ...optionsOf(policy, {}).options }
    const own = Object.entries(options).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name]))
    return { policy, overrides: Object.fromEntries(own) }
  })
  const count = ({ overrides }: Pick<Scene, 'overrides'>): number => Object.keys(overrides).length
  return chosen.reduce((best, one) => (count(one) < count(best) ? one : best))
}

/** The accounts of a log, in each life of its server, the busiest first: a header begins a life. */
export const readLog = (text: string) => {
  const all = text.split(/\r?\n/u).flatMap((line) => (line.trim() === '' ? [] : [{ line, read: decodeLine(line) }]))
  const headers = all.flatMap(({ read }, index) => (E.isRight(read) && read.right._tag === 'Header' ? [index] : []))
  const parts = [-1, ...headers].flatMap((header, life) => {
    const first = all[header]?.read
    const options = first && E.isRight(first) && first.right._tag === 'Header' ? first.right.options : undefined
    const lines = all.slice(header + 1, headers[life]).map(({ line, read }) => {
      return { line, jid: E.isRight(read) && 'account' in read.right ? read.right.account : undefined }
    })
    const jids = [...new Set(lines.flatMap(({ jid }) => jid ?? []))]
    return jids.map((jid) => {
      const own = lines.filter((one) => [undefined, jid].includes(one.jid)).map(({ line }) => line)
      const chosen = options ? chosenOf(options) : {}
      return { label: `${jid}, ${own.length} lines`, scene: { jid, lines: own, ...chosen, fromLog: true, at: -1 } }
    })
  })
  return parts.sort((a, b) => b.scene.lines.length - a.scene.lines.length)
}

/** One account in one life of a server, as what it makes of a scene. */
export type LogPart = ReturnType<typeof readLog>[number]
