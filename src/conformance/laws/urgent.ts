/**
 * URG, CALL: calls that ring now, and that they are over.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { all, classes, noPush, pushes } from '../expect.js'
import { fixed, forAll, inFolder, type Law } from '../law.js'
import {
  ackDelayed,
  archived,
  closes,
  delivery,
  device,
  gone,
  hibernates,
  NURSE,
  PHONE,
  queued,
  stored,
  TABLET,
  wait,
} from '../stage.js'
import { body, chat, message, propose, typing } from '../stanzas.js'
import type { Step } from '../scene.js'

const XEP_0353 = { section: 'XEP-0353 §3' } as const

const law = inFolder('field/calls', {
  level: 'FIELD',
  ...XEP_0353,
})

const call = (): XmlElement => message([propose()])

/** Everything that rings. */
const RINGING: ReadonlyArray<XmlElement> = [
  call(),
  message([el('propose', { xmlns: NS.jingleMessage1, id: 'call-2' })]),
  message([el('invite', { xmlns: NS.callInvites, video: 'true' })]),
  el('iq', { xmlns: NS.client, type: 'set', from: NURSE, to: 'juliet@capulet.example/phone', id: 'j1' }, [
    el('jingle', { xmlns: NS.jingle, action: 'session-initiate', sid: 's1' }),
  ]),
]

const BY_OTHER = ['retract', 'finish']
const BY_OWN = ['proceed', 'accept', 'reject']

/** What says that the call of `propose()` is over, or was answered by another device of the account. */
const over = (name: string): XmlElement =>
  BY_OTHER.includes(name)
    ? message([el(name, { xmlns: NS.jingleMessage0, id: 'call-1' })])
    : message([el(name, { xmlns: NS.jingleMessage0, id: 'call-1' })], { from: 'juliet@capulet.example/desk' })

const rung = (): ReadonlyArray<Step> => [
  ...gone(PHONE),
  stored(delivery('ring', call()), pushes(PHONE)),
  ...gone(TABLET),
]

/** URG-1, CALL-1, CALL-2. */
export const calls: ReadonlyArray<Law> = [
  forAll(
    law('class-of-its-own', ['URG-1', 'TRG-5'], 'In a queue a call makes a push of its own, whatever is before it.', {
      needs: ['hibernation'],
      options: { urgent: 'always' },
    }),
    { ring: fc.constantFrom(...RINGING), before: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }) },
    ({ ring, before }) => [
      ...device('phone', PHONE),
      hibernates(
        'phone',
        [...before.map((loud, index) => delivery(`k${index}`, loud ? chat() : typing())), delivery('ring', ring)],
        classes(PHONE, true, ...new Set(before)),
      ),
    ],
  ),
  forAll(
    law(
      'ends-the-collecting',
      ['TRG-6', 'CALL-1'],
      'A call that is queued is pushed at once, with what was collected.',
      {
        needs: ['hibernation'],
        options: { urgent: 'always' },
      },
    ),
    { waiting: fc.nat({ max: 3 }) },
    ({ waiting }) => [
      ...device('phone', PHONE),
      hibernates('phone', []),
      ...Array.from({ length: waiting }, (_, index) => queued('phone', delivery(`k${index}`, chat()), noPush)),
      queued('phone', delivery('ring', call()), classes(PHONE, true, ...(waiting > 0 ? [true] : []))),
      wait(10_000, noPush),
    ],
  ),
  fixed(
    law('ack-delay', ['TRG-7', 'CALL-1'], 'A call that is not acknowledged in time is pushed at once.', {
      needs: ['ack-delay'],
      options: { urgent: 'always' },
    }),
    ...device('phone', PHONE),
    ackDelayed('phone', [delivery('ring', call())], undefined, pushes(PHONE)),
  ),
  fixed(
    law('never-held-back', ['CALL-1', 'RATE-1'], 'A call is not held back by a rate, nor by notifyOn.', {
      needs: ['offline', 'options:importance'],
      options: { urgent: 'always', maxStanzasPerSecond: 1, notifyOn: 'important' },
    }),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k2', chat()), noPush),
    stored(delivery('ring', call()), pushes(PHONE)),
  ),
  fixed(
    law(
      'a-message-like-others',
      ['URG-1'],
      'Where calls are messages like others, one that is archived reaches the unbound alone.',
      {
        needs: ['archive', 'hibernation'],
        options: { urgent: 'never' },
      },
    ),
    ...gone(TABLET),
    ...device('phone', PHONE),
    archived(delivery('ring', call()), pushes(TABLET)),
    hibernates('phone', [delivery('k1', chat()), delivery('ring', call())], classes(PHONE, true)),
  ),
  forAll(
    law('told-that-it-is-over', ['CALL-2'], 'Devices that were told of a call hear that it is over, and no others.', {
      needs: ['offline'],
      options: { callEnds: 'told' },
    }),
    { name: fc.constantFrom(...BY_OTHER, ...BY_OWN) },
    ({ name }) => [
      ...rung(),
      stored(delivery('over', over(name)), pushes(PHONE)),
      stored(delivery('over', over(name)), pushes(TABLET)),
    ],
  ),
  forAll(
    law('not-over', ['CALL-2'], 'Another call, or what somebody else says, ends no call.', {
      needs: ['offline'],
      options: { callEnds: 'told', notifyOn: 'important' },
    }),
    {
      said: fc.constantFrom(
        message([el('retract', { xmlns: NS.jingleMessage0, id: 'another' })]),
        message([el('retract', { xmlns: NS.jingleMessage0, id: 'call-1' })], { from: 'mallory@evil.example/x' }),
        message([el('accept', { xmlns: NS.jingleMessage0, id: 'call-1' })]),
        message([el('retract', { xmlns: NS.jingleMessage1, id: 'call-9' }), body('')]),
      ),
    },
    ({ said }) => [...rung(), stored(delivery('k1', said), noPush)],
  ),
  fixed(
    law('ends-not-told', ['CALL-2'], 'Without the option the end of a call is a quiet stanza like others.', {
      needs: ['offline', 'archive'],
      options: { callEnds: 'never' },
    }),
    ...device('phone', PHONE),
    archived(delivery('ring', call()), pushes(PHONE)),
    archived(delivery('over', over('retract')), noPush),
    closes('phone'),
    stored(delivery('late', over('finish')), all(pushes(PHONE))),
  ),
]
