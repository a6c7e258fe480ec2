import * as O from 'fp-ts/lib/Option.js'
import type * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { classify, defaultOptions, isUrgent, makeOptions, parseBareJid, policies } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'

const right = <A>(either: E.Either<unknown, A>): A => O.toNullable(O.fromEither(either)) as A
const juliet = right(parseBareJid('juliet@capulet.example'))
const headline = (content: string): Parameters<ReturnType<ReturnType<typeof classify>>>[0] =>
  right(parseXml(`<message type='headline'>${content}</message>`))

test.each([
  ['urn:xmpp:jingle-message:0', true, true],
  ['urn:xmpp:jingle-message:1', true, false],
  ['urn:xmpp:jingle-message', false, false],
])('URG-1: a headline that proposes a call in %s rings, and is not important (IMP)', (namespace, rings, atProsody) => {
  const stanza = headline(`<propose xmlns='${namespace}' id='c1'/>`)
  expect(isUrgent(defaultOptions)(juliet)(stanza)).toBe(rings)
  expect(isUrgent(right(makeOptions(policies.prosody)))(juliet)(stanza)).toBe(atProsody)
  expect(classify(defaultOptions)(juliet)(stanza)).toEqual({
    importance: 'unimportant',
    cause: 'headline',
    never: false,
  })
})
