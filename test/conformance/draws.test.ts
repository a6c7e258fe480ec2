/**
 * What each law's generator must vary in, and in how many ways at least among 150 scenes. A law that stopped drawing what
 * it is about would still pass; here it does not.
 */
import type { XmlElement } from 'xmpp-push-rules'
import { laws, type Scene } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/conformance/scene.js'
import { drawn, type Feature, variety } from './draws.js'
import { generated } from './find.js'

const VARIES: Readonly<Record<string, Readonly<Partial<Record<Feature, number>>>>> = {
  'xep-0357/enabling/result': { requests: 20 },
  'xep-0357/enabling/bad-jid': { requests: 10 },
  'seed/enabling/own-jid': { requests: 3 },
  'xep-0357/enabling/empty-node-is-none': { requests: 4 },
  'field/enabling/node-required': { options: 2, requests: 2 },
  'field/enabling/node-bounded': { options: 20, requests: 50 },
  'xep-0357/enabling/unknown-request': { requests: 3 },
  'xep-0357/enabling/foreign-namespace': { requests: 6 },
  'xep-0357/enabling/bounded': { requests: 50 },
  'xep-0357/enabling/several-nodes': { events: 3, requests: 50 },
  'xep-0357/enabling/again-is-newest': { requests: 50 },
  'seed/enabling/device-cap': { options: 4, events: 5, requests: 50 },
  'seed/enabling/binds-session': { events: 3, requests: 50 },
  'xep-0357/enabling/node-to-the-letter': { events: 2, requests: 50 },
  'xep-0357/enabling/service-to-the-letter': { events: 2, requests: 20 },
  'seed/enabling/at-once': { requests: 4 },
  'xep-0357/enabling/to-own-account': { requests: 8 },
  'xep-0357/publish-options/kept': { requests: 50 },
  'xep-0357/publish-options/to-the-letter': { requests: 50 },
  'xep-0357/publish-options/form-type-added': { requests: 50 },
  'xep-0357/publish-options/field-types': { requests: 50 },
  'xep-0357/publish-options/foreign-form': { requests: 50 },
  'xep-0357/publish-options/replaced': { requests: 50 },
  'xep-0357/disabling/bad-jid': { requests: 10 },
  'xep-0357/disabling/one-node': { events: 3, requests: 50 },
  'xep-0357/disabling/all-nodes': { events: 4, requests: 50 },
  'xep-0357/disabling/never-publish-after': { events: 8, requests: 3, stanzas: 50 },
  'xep-0357/disabling/never-publish-after-by-any-trigger': {
    events: 8,
    requests: 4,
    stanzas: 50,
    queues: 2,
    answers: 2,
    messages: 2,
    times: 2,
  },
  'xep-0357/disabling/restores-timeout': { events: 4, requests: 4, stanzas: 2, answers: 2, messages: 2, timeouts: 50 },
  'xep-0357/removal/only-by-its-service': { messages: 6 },
  'seed/removal/account-deleted': { events: 8, requests: 50, stanzas: 2, queues: 2, timeouts: 2 },
  'seed/stored-offline/all': { events: 4, requests: 50, stanzas: 50 },
  'seed/groupchat-to-bare/all': { events: 8, requests: 50, stanzas: 50, queues: 3, timeouts: 3 },
  'seed/ping/all-or-named': { events: 4, requests: 50 },
  'seed/the-server-decides/hints': { stanzas: 8 },
  'seed/archived/unbound-only': { events: 20, requests: 50, stanzas: 50, queues: 3, timeouts: 3 },
  'seed/archived/not-own': { stanzas: 10 },
  'seed/archived/urgent-reaches-bound': { events: 8, requests: 50, stanzas: 20, queues: 3, timeouts: 3 },
  'seed/urgency/only-propose': { stanzas: 5 },
  'seed/several-services/same-stanza': { stanzas: 50 },
  'seed/hibernation/one-push-per-class': { stanzas: 50, queues: 8 },
  'seed/hibernation/oldest-speaks': { events: 10, stanzas: 8, queues: 5, times: 2 },
  'seed/hibernation/one-class-without-body': { stanzas: 50, queues: 8 },
  'seed/hibernation/push-stands-for-queue': { events: 8, stanzas: 50, queues: 8 },
  'seed/hibernation/passes-over-pushed': { events: 6, stanzas: 50, queues: 8 },
  'seed/hibernation/collects': { options: 3, events: 8, stanzas: 50, times: 50 },
  'seed/ack-delayed/collects': { stanzas: 50, queues: 8 },
  'seed/closed/pushes-collected': { events: 9, stanzas: 50, queues: 9, timeouts: 2 },
  'seed/resume-timeout/extended': { options: 2, events: 2, requests: 2, stanzas: 4, queues: 4 },
  'seed/resume-timeout/told': { events: 8, stanzas: 8, timeouts: 50 },
  'seed/duplicates/stored-twice': { events: 4, stanzas: 50 },
  'seed/duplicates/across-triggers': { events: 20, stanzas: 50, queues: 7, times: 3, timeouts: 3 },
  'seed/duplicates/key-to-the-letter': { events: 3 },
  'seed/duplicates/copies': { events: 20, stanzas: 50, queues: 7, times: 3, timeouts: 3 },
  'seed/duplicates/each-registration': { stanzas: 50 },
  'seed/duplicates/side-by-side': { stanzas: 50 },
  'seed/duplicates/bounded-in-number': { options: 4, events: 4, stanzas: 4 },
  'seed/importance/body': { stanzas: 50 },
  'seed/importance/empty-body': { stanzas: 20 },
  'seed/importance/not-a-message': { stanzas: 50 },
  'seed/importance/headline': { stanzas: 50 },
  'seed/importance/omemo-legacy': { stanzas: 2 },
  'seed/importance/omemo-0': { stanzas: 2 },
  'seed/importance/omemo-1': { stanzas: 2 },
  'seed/importance/omemo-2': { stanzas: 2 },
  'seed/importance/omemo-without-payload': { stanzas: 8 },
  'seed/importance/pgp': { stanzas: 2 },
  'seed/importance/openpgp': { stanzas: 20 },
  'seed/importance/eme': { stanzas: 3 },
  'seed/importance/call': { stanzas: 20 },
  'seed/importance/carbon-received': { stanzas: 20 },
  'seed/importance/carbon-received-quiet': { stanzas: 20 },
  'seed/importance/carbon-sent': { stanzas: 20 },
  'seed/importance/carbon-forged': { stanzas: 50 },
  'seed/importance/carbon-forged-with-body': { stanzas: 50 },
  'seed/importance/error': { stanzas: 50 },
  'seed/importance/correction': { stanzas: 50 },
  'seed/importance/retraction': { stanzas: 50 },
  'seed/importance/subject': { stanzas: 50 },
  'seed/importance/subject-with-body': { stanzas: 50 },
  'seed/importance/mediated-invitation': { stanzas: 20 },
  'seed/importance/direct-invitation': { stanzas: 20 },
  'seed/importance/not-an-invitation': { stanzas: 3 },
  'seed/importance/name-and-namespace': { stanzas: 10 },
  'seed/importance/foreign-body': { stanzas: 50 },
  'seed/importance/form-is-not-encryption': { stanzas: 20 },
  'field/importance/policy': { options: 2, stanzas: 3 },
  'seed/summary/counts': { counts: 50 },
  'seed/summary/sender': { options: 2, stanzas: 20 },
  'field/summary/sender-bare': { stanzas: 20 },
  'seed/summary/body': { stanzas: 20 },
  'seed/summary/body-to-the-letter': { stanzas: 50 },
  'field/summary/body-cut': { options: 9, stanzas: 3 },
  'seed/summary/important-body': { options: 20, stanzas: 2 },
  'seed/summary/fallback-body': { stanzas: 50 },
  'xep-0357/summary/form': { stanzas: 50 },
  'xep-0357/summary/private-body': { options: 2, stanzas: 50 },
  'xep-0357/summary/private-sender': { options: 2, stanzas: 50 },
  'xep-0357/publish/request': { requests: 20, stanzas: 50 },
  'xep-0357/publish/node': { requests: 20 },
  'xep-0357/publish/options-beside': { requests: 2 },
  'xep-0357/publish/ids': { events: 3, requests: 50 },
  'seed/errors/from-stranger': { answers: 10 },
  'seed/errors/from-spelled': { answers: 3 },
  'seed/errors/at-once': { events: 3 },
  'seed/errors/late-answer': { events: 2, answers: 2 },
  'seed/errors/wait-not-counted': { events: 4, stanzas: 4, answers: 4 },
  'seed/errors/every-other-type-counted': { options: 5, events: 5, stanzas: 5, answers: 50 },
  'seed/errors/result-resets': { events: 3, stanzas: 3, answers: 4 },
  'field/notify-on/important': { events: 6, stanzas: 20, queues: 6 },
  'field/sessions-silence/all': { events: 3, requests: 50 },
  'field/queue-pushes/one': { stanzas: 20, queues: 6 },
  'field/while-hibernating/each': { events: 6, stanzas: 20 },
  'field/wake-before-timeout/once': { events: 4, stanzas: 2 },
  'field/max-stanzas-per-second/bound': { options: 5, events: 7, stanzas: 7 },
  'field/sender/full-in-groupchat': { stanzas: 20 },
  'xep-0357/publish-options/several-forms': { requests: 50 },
  'seed/importance/otr': { stanzas: 50 },
  'seed/importance/call-invite': { stanzas: 20 },
  'seed/importance/jingle-request': { stanzas: 20 },
  'seed/importance/subscription-request': { stanzas: 20 },
  'seed/importance/call-over': { stanzas: 20 },
  'seed/importance/reaction': { stanzas: 20 },
  'seed/importance/reply-with-quote': { stanzas: 20 },
  'seed/importance/retraction-0': { stanzas: 50 },
  'seed/importance/moderation': { stanzas: 50 },
  'seed/importance/displayed-sync': { stanzas: 20 },
  'seed/importance/mucsub': { stanzas: 50 },
  'seed/importance/mucsub-forged': { stanzas: 50 },
  'seed/importance/mention-notification': { stanzas: 50 },
  'seed/importance/hints-of-errors': { stanzas: 50 },
  'field/errors/ignored-types': { options: 20, answers: 5 },
  'field/importance/understands': { options: 4, stanzas: 20 },
  'field/muted/stands-for-nothing': { stanzas: 3, contexts: 3, queues: 3 },
  'field/chat-setting/never': { contexts: 3 },
  'field/chat-setting/on-mention': { stanzas: 20 },
  'field/chat-setting/encrypted': { options: 2 },
  'field/chat-setting/nick-in-body': { options: 2, stanzas: 4 },
  'field/no-alert-lost': { events: 50, requests: 3, stanzas: 50, contexts: 50, queues: 20, times: 7, timeouts: 4 },
  'field/no-alert-lost/quiet-phones': {
    events: 50,
    requests: 3,
    stanzas: 50,
    contexts: 50,
    queues: 20,
    times: 7,
    timeouts: 4,
  },
  'field/no-alert-lost/prosody': {
    events: 50,
    requests: 3,
    stanzas: 50,
    contexts: 50,
    queues: 20,
    times: 7,
    timeouts: 4,
  },
  'field/no-alert-lost/ejabberd': {
    events: 50,
    requests: 3,
    stanzas: 50,
    contexts: 50,
    queues: 20,
    times: 7,
    timeouts: 4,
  },
  'field/calls/class-of-its-own': { stanzas: 50, contexts: 4, queues: 4 },
  'field/calls/ends-the-collecting': { events: 4, stanzas: 4, contexts: 4 },
  'field/calls/told-that-it-is-over': { stanzas: 5 },
  'field/calls/not-over': { stanzas: 4 },
  'field/sessions-silence/available': { sessions: 3 },
  'field/away/asked-for': { sessions: 3 },
  'field/counts/of-sessions': { counts: 50 },
  'field/registrations/client/one-node': { options: 2 },
  'field/registrations/removed-by-the-server': { sessions: 2 },
  'field/registrations/services': { options: 3 },
  'field/registrations/errors/by-condition': { options: 30 },
  'field/extensions/unknown-senders': { stanzas: 2, contexts: 3 },
  'field/extensions/muted-senders': { requests: 4 },
  'field/extensions/rooms': { requests: 3, stanzas: 2 },
  'field/extensions/unlisted-rooms': { options: 2 },
  'field/extensions/calls-and-filters': { options: 2 },
  'field/extensions/priority': { stanzas: 2 },
  'field/extensions/sealed/nothing-in-the-open': { stanzas: 4 },
  'field/extensions/sealed/encrypted-text': { options: 3 },
  'xep-0357/enabling/one-spelling': { requests: 20 },
  'xep-0357/publish-options/form-type-hidden': { requests: 50 },
  'xep-0357/removal/every-form': { messages: 10 },
  'seed/ack-delayed/oldest-speaks': { events: 2, queues: 4 },
  'seed/closed/taken-over': { events: 8, stanzas: 50, contexts: 8 },
  'seed/resume-timeout/only-extended': { options: 3, timeouts: 2 },
  'field/summary/quiet-is-silent': { stanzas: 50 },
  'field/registrations/errors/no-answer-lasts': { answers: 2 },
}

describe('scenes vary in what their law is about', () => {
  test('the table has every law whose scenes are drawn, and no other', () => {
    expect(Object.keys(VARIES).toSorted()).toEqual(generated.map(([id]) => id).toSorted())
    expect(Object.entries(VARIES).filter(([, least]) => Object.keys(least).length === 0)).toEqual([])
  })

  test.each(generated)('%s', (id, law) => {
    const found = variety(drawn(law))
    const least = Object.entries(VARIES[id] ?? {}) as ReadonlyArray<readonly [Feature, number]>
    expect(least.filter(([feature, count]) => (found[feature] ?? 1) < count)).toEqual([])
  })

  test('and what does not vary is seen', () => {
    const [scene] = laws.flatMap(drawn)
    expect(variety(scene === undefined ? [] : [scene, scene])).toEqual({})
  })
})

const hasText = ({ attrs, children }: XmlElement): boolean =>
  Object.values(attrs).every((value) => typeof value === 'string') &&
  children.every((child) => typeof child === 'string' || hasText(child))

const elementsIn = ({ action }: Step): ReadonlyArray<XmlElement> => {
  if (action._tag !== 'Dispatch') return []
  const { event } = action
  if ('delivery' in event) return [event.delivery.stanza]
  return event._tag === 'IqReceived' ? [event.iq] : event._tag === 'ServiceMessage' ? [event.message] : []
}

test('no attribute of what happens is there without a value', () => {
  const scenes: ReadonlyArray<Scene> = laws.flatMap(drawn)
  const elements = scenes.flatMap(({ steps }) => steps).flatMap(elementsIn)
  expect(elements.length).toBeGreaterThan(1000)
  expect(elements.filter((one) => !hasText(one))).toEqual([])
})
