/**
 * The event log of `examples/demo/log.ts`, one JSON object a line, as far as a page needs it: nothing is refused, a line
 * that cannot be read says so.
 */
import * as E from 'fp-ts/lib/Either.js'
import { optionsFromProsody } from 'xmpp-push-rules'
import { parseXml, serializeXml, type XmlElement } from 'xmpp-push-rules/xml'
import { PROSODY_NAMES } from '../../src/options/check.js'
import type { Entry } from './play.js'
import type { Scene } from './scene.js'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of an event that hold an element; in a log they are XML text. */
const ELEMENTS: ReadonlySet<string> = new Set(['iq', 'message', 'stanza'])

const revived = (name: string, value: unknown): unknown => {
  const read = ELEMENTS.has(name) && typeof value === 'string' ? parseXml(value) : undefined
  return read !== undefined && E.isRight(read) ? read.right : value
}

const parsedLine = (text: string): Json => {
  const line = E.tryCatch(
    (): unknown => JSON.parse(text, revived),
    () => undefined,
  )
  return E.isRight(line) && isObject(line.right) ? line.right : {}
}

/** A line of a log as something that happened. */
export const readLine = (text: string): Entry => {
  const { at, event, sent } = parsedLine(text)
  if (typeof at !== 'number' || !Number.isFinite(at)) return { at: -Infinity, note: 'This line cannot be read' }
  return isObject(event)
    ? { at, event: { ...event, at } as never }
    : { at, note: sent === undefined ? undefined : `The server sent ${String(sent)}` }
}

/** Something that happened as a line of a log. */
export const writeLine = (account: string, { at, event }: Entry): string => {
  const { at: _at, ...rest } = event ?? { at }
  return JSON.stringify(event === undefined ? { at } : { account, at, event: rest }, (name, value: unknown) =>
    ELEMENTS.has(name) && isObject(value) ? serializeXml(value as unknown as XmlElement) : value,
  )
}

/** One account in one life of a server, out of a log, as what it makes of a scene. */
export interface LogPart {
  readonly label: string
  readonly scene: Pick<Scene, 'jid' | 'lines' | 'policy' | 'overrides' | 'fromLog' | 'at'>
}

/** The README's names are mod_cloud_notify's, and so is the policy then. */
const readOptions = (options: Json): Pick<Scene, 'policy' | 'overrides'> => {
  const named = Object.entries(PROSODY_NAMES).filter(([name]) => Object.hasOwn(options, name))
  const read = optionsFromProsody(options)
  if (named.length === 0 || E.isLeft(read)) return { policy: 'default', overrides: options }
  return { policy: 'prosody', overrides: Object.fromEntries(named.map(([, [option]]) => [option, read.right[option]])) }
}

/** The accounts of a log, in each life of its server: a header begins one. */
export const readLog = (text: string): ReadonlyArray<LogPart> => {
  const all = text
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ line, ...parsedLine(line) }) as Json & { readonly line: string })
  const starts = all.flatMap(({ format }, index) => (format === undefined ? [] : [index]))
  return (starts.length === 0 ? [-1] : starts).flatMap((begin, life) => {
    const options = all[begin]?.['options']
    const lines = all.slice(begin + 1, starts[life + 1])
    const jids = [...new Set(lines.flatMap(({ account }) => (typeof account === 'string' ? [account] : [])))]
    return jids.map((jid) => ({
      label: starts.length > 1 ? `${life + 1}: ${jid}` : jid,
      scene: {
        jid,
        lines: lines.filter(({ account }) => account === undefined || account === jid).map(({ line }) => line),
        ...readOptions(isObject(options) ? options : {}),
        fromLog: true,
        at: -1,
      },
    }))
  })
}
