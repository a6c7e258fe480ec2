/**
 * The event log of the demo, one JSON object a line, as far as a page needs it: nothing is refused, a line that cannot be
 * read says so.
 */
import * as E from 'fp-ts/lib/Either.js'
import { optionsFromProsody } from 'xmpp-push-rules'
import { parseXml, serializeXml, type XmlElement } from 'xmpp-push-rules/xml'
import { PROSODY_NAMES } from '../../src/options/check.js'
import type { Entry } from './play.js'
import type { Scene } from './scene.js'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The members of an event that hold an element; in a log they are XML text. */
const ELEMENTS: ReadonlySet<string> = new Set(['iq', 'message', 'stanza'])

const revived = (name: string, value: unknown): unknown =>
  ELEMENTS.has(name) && typeof value === 'string' ? E.getOrElse((): unknown => value)(parseXml(value)) : value

const parsed = (text: string): Json => {
  const line = E.tryCatch(
    (): unknown => JSON.parse(text, revived),
    () => undefined,
  )
  return E.isRight(line) && isObject(line.right) ? line.right : {}
}

/** A line of a log as something that happened. */
export const readLine = (text: string): Entry => {
  const { at, event, sent } = parsed(text)
  if (typeof at !== 'number' || !Number.isFinite(at)) return { at: 0, note: 'This line cannot be read' }
  if (isObject(event)) return { at, event: { ...event, at } as never }
  return { at, note: typeof sent === 'string' ? `The server sent ${sent}` : undefined }
}

const written = (name: string, value: unknown): unknown =>
  ELEMENTS.has(name) && isObject(value) ? serializeXml(value as unknown as XmlElement) : value

/** Something that happened as a line of a log. */
export const writeLine = (account: string, { at, event }: Entry): string =>
  JSON.stringify(event ? { account, at, event: { ...event, at: undefined } } : { at }, written)

/** The README's names are mod_cloud_notify's, and so is the policy then. */
const readOptions = (options: unknown): Partial<Scene> => {
  const given = isObject(options) ? options : {}
  const named = Object.entries(PROSODY_NAMES).filter(([name]) => Object.hasOwn(given, name))
  const read = optionsFromProsody(given)
  if (named.length === 0 || E.isLeft(read)) return { policy: 'default', overrides: given }
  return { policy: 'prosody', overrides: Object.fromEntries(named.map(([, [option]]) => [option, read.right[option]])) }
}

/** The accounts of a log, in each life of its server, the busiest first: a header begins a life. */
export const readLog = (text: string) => {
  const all = text.split(/\r?\n/u).flatMap((line) => (line.trim() === '' ? [] : [{ line, json: parsed(line) }]))
  const headers = all.flatMap(({ json }, index) => (json['format'] === undefined ? [] : [index]))
  const parts = (headers.length === 0 ? [-1] : headers).flatMap((header, life) => {
    const lines = all.slice(header + 1, headers[life + 1])
    const chosen = readOptions(all[header]?.json['options'])
    const jids = new Set(lines.flatMap(({ json: { account } }) => (typeof account === 'string' ? [account] : [])))
    return [...jids].map((jid) => {
      const own = lines.filter(({ json }) => [undefined, jid].includes(json['account'] as string))
      const label = headers.length > 1 ? `${life + 1}: ${jid}` : jid
      return { label, scene: { jid, lines: own.map(({ line }) => line), ...chosen, fromLog: true, at: -1 } }
    })
  })
  return parts.sort((a, b) => b.scene.lines.length - a.scene.lines.length)
}

/** One account in one life of a server, as what it makes of a scene. */
export type LogPart = ReturnType<typeof readLog>[number]
