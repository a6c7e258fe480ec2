/**
 * SUM-5: what a summary must not tell (XEP-0357 §9).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { bareOf } from '../../state/jid.js'
import type { XmlElement } from '../../xml/element.js'
import { resourcepart } from '../arbitraries/jid.js'
import { buildStanza, STANZA_KINDS, stanza } from '../arbitraries/stanza.js'
import { text } from '../arbitraries/text.js'
import { canonicalText, freeIn } from '../canonical.js'
import { all, that } from '../expect.js'
import { type Draft, forAll, type Law } from '../law.js'
import type { Expectation, Step } from '../scene.js'
import { delivery, gone, NURSE, PHONE, stored } from '../stage.js'

const law = (id: string, requirement: string, more: Partial<Draft>): Draft => ({
  id: `xep-0357/summary/${id}`,
  rules: ['SUM-5'],
  level: 'MUST',
  section: 'XEP-0357 §9',
  requirement,
  ...more,
})

const sameAsBefore = that('the payload is that of the stanza before', ({ pushes: found }, before) => {
  const [here] = found.map(({ iq }) => canonicalText(iq))
  const [there] = before.slice(-1).flatMap((one) => one.pushes.map(({ iq }) => canonicalText(iq)))
  return here !== undefined && here === there
})

/**
 * Ids and what is of one's own are free, but where they come back with what is private, and only with it, they tell it: of
 * two stanzas that came one after the other, twice.
 */
const freeTellsNothing = that('nothing that is free depends on what is private', ({ pushes: found }, before) => {
  const [first = [], second = [], firstAgain = [], secondAgain = []] = [...before.slice(-3), { pushes: found }].map(
    ({ pushes }) => pushes.flatMap(({ iq }) => freeIn(iq)),
  )
  return first.every(
    (id, index) => id !== firstAgain[index] || second[index] !== secondAgain[index] || id === second[index],
  )
})

/** As `freeIn` has a text of an element. */
const asJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Shorter words may be in anything. */
const WORD = 4

/**
 * What comes with each push anew may hold what is private to the letter: it is told where it is there each time with the
 * one stanza, and never with the other.
 */
const heldNowhere = (first: string, second: string): Expectation =>
  that('nothing that is free holds what is private', ({ pushes: found }, before) => {
    const rounds = [...before.slice(-3), { pushes: found }].map(({ pushes }) => pushes.flatMap(({ iq }) => freeIn(iq)))
    return [first, second].every((word, which) => {
      const holds = (round: ReadonlyArray<string>): boolean => round.some((text) => text.includes(asJson(word)))
      return word.length < WORD || rounds.some((round, index) => holds(round) !== (index % 2 === which))
    })
  })

/** A stanza, and what of it is private. */
interface Secret {
  readonly stanza: XmlElement
  readonly word: string
}

/** Two stanzas that differ only in what is private, told of twice. */
const toldAlike = (first: Secret, second: Secret): ReadonlyArray<Step> => [
  stored(delivery('k1', first.stanza)),
  stored(delivery('k2', second.stanza), sameAsBefore),
  stored(delivery('k3', first.stanza), sameAsBefore),
  stored(delivery('k4', second.stanza), all(sameAsBefore, freeTellsNothing, heldNowhere(first.word, second.word))),
]

const TYBALT = 'tybalt@capulet.example'

const parts = {
  account: 'juliet@capulet.example',
  omemo: NS.omemo2,
  payload: true,
  inner: 'body',
  dress: 'plain',
} as const

/** SUM-5. */
export const privacy: ReadonlyArray<Law> = [
  forAll(
    law('private-body', "With includeBody off the payload does not depend on the body's text beyond empty or not.", {
      needs: ['offline', 'options:includeSender'],
      options: { includeBody: false },
    }),
    { kind: fc.constantFrom(...STANZA_KINDS), first: text, second: text, includeSender: fc.boolean() },
    ({ kind, first, second }) => [
      ...gone(PHONE),
      ...toldAlike(
        { stanza: buildStanza(kind, { ...parts, from: NURSE, text: first }), word: first },
        { stanza: buildStanza(kind, { ...parts, from: NURSE, text: second }), word: second },
      ),
    ],
    ({ includeSender }) => ({ includeSender }),
  ),
  forAll(
    law('private-sender', 'With includeSender off the payload does not depend on the sender.', {
      needs: ['offline', 'options:includeBody'],
      options: { includeSender: false },
    }),
    {
      stanza: stanza(undefined, ['body', 'chat-state', 'omemo', 'groupchat', 'presence', 'iq']),
      second: resourcepart,
      includeBody: fc.boolean(),
    },
    ({ stanza: any, second }) => [
      ...gone(PHONE),
      ...toldAlike(
        { stanza: any, word: bareOf(any.attrs['from'] ?? '') },
        { stanza: { ...any, attrs: { ...any.attrs, from: `${TYBALT}/${second}` } }, word: TYBALT },
      ),
    ],
    ({ includeBody }) => ({ includeBody }),
  ),
]
