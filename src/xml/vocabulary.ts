/**
 * The names and values that push requests and replies are made of, written out ready: for these nobody has to look for
 * a character that needs escaping. Everything else is looked at, and comes out the same.
 */
import { flat } from './build.js'

const NAMES: ReadonlyArray<string> = [
  'iq',
  'pubsub',
  'publish',
  'item',
  'notification',
  'x',
  'field',
  'value',
  'publish-options',
  'error',
]

const ATTRIBUTES: ReadonlyArray<string> = ['xmlns', 'type', 'from', 'to', 'id', 'node', 'var']

const VALUES: ReadonlyArray<readonly [attribute: string, value: string]> = [
  ['type', 'set'],
  ['type', 'result'],
  ['type', 'error'],
  ['type', 'submit'],
  ['type', 'hidden'],
  ['xmlns', 'http://jabber.org/protocol/pubsub'],
  ['xmlns', 'urn:xmpp:push:0'],
  ['xmlns', 'jabber:x:data'],
  ['var', 'FORM_TYPE'],
  ['var', 'message-count'],
  ['var', 'last-message-sender'],
  ['var', 'last-message-body'],
]

/** An element's name in its start and end tag. */
export interface Tags {
  readonly open: string
  readonly close: string
}

/** The tags of the names above. */
export const TAGS: ReadonlyMap<string, Tags> = new Map(
  NAMES.map((name) => [name, { open: flat('<', name), close: flat('</', name, '>') }]),
)

/** An attribute up to its value, and the whole of it for the values above, if there are any. */
export interface AttributeText {
  readonly start: string
  readonly whole: ReadonlyMap<string, string> | undefined
}

const wholeOf = (name: string): AttributeText['whole'] => {
  const values = VALUES.filter(([attribute]) => attribute === name)
  return values.length === 0
    ? undefined
    : new Map(values.map(([, value]) => [value, flat(' ', name, '="', value, '"')]))
}

/** The attributes above. */
export const ATTRIBUTE_TEXTS: ReadonlyMap<string, AttributeText> = new Map(
  ATTRIBUTES.map((name) => [name, { start: flat(' ', name, '="'), whole: wholeOf(name) }]),
)
