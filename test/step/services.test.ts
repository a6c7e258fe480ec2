/** App servers as they are: each answer is read, and leads to what the rulebook says of it (ERR-2, ERR-7). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { policies, readAnswer } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { key, on, right, run, runFrom } from '../support/fixtures.js'

interface Captured {
  readonly service: string
  readonly iq: string
}

const all = JSON.parse(
  readFileSync(new URL('../fixtures/service-answers.json', import.meta.url), 'utf8'),
) as ReadonlyArray<Captured>

/** How an answer is read, and what becomes of the registration: how many errors it has then, in its row and persistent. */
const EXPECTED: Readonly<Record<string, readonly [read: string, row: number, persistent: number]>> = {
  'any: accepted': ['accepted', 0, 0],
  'mod_push_appserver: unknown node or secret, no options': ['cancel item-not-found', 1, 1],
  'mod_push_appserver: more than one push in 5 s': ['wait resource-constraint', 1, 0],
  'fpush: internal error (APNs/FCM down), unknown pushModule': ['cancel bad-request', 1, 1],
  'p2 (Conversations, Snikket Android): wrong secret, no secret, from is full JID': ['auth forbidden', 1, 1],
  'p2: FCM did not take it': ['wait recipient-unavailable', 1, 0],
  'p2: not a pubsub set': ['modify bad-request', 1, 1],
  'MongooseIM node_push: no sender or body in the summary, MongoosePush down': [
    'modify bad-request faild-to-submit-push-notification',
    1,
    1,
  ],
  'MongooseIM node_push: publisher not on the whitelist': ['auth forbidden', 1, 1],
  'Go gateway (71206649500): wrong secret': ['auth not-authorized', 1, 1],
  'zilar/galena (70554073463): always': ['accepted', 0, 0],
  'the way: DNS or s2s fails': ['cancel remote-server-not-found', 1, 0],
  'the way: component not connected': ['wait service-unavailable', 1, 0],
  'text before the condition (RFC 6120 lets none, seen from old servers)': ['cancel item-not-found', 1, 1],
  'error without condition, only code (jabberd 1.4)': ['cancel undefined-condition', 1, 1],
}

const account = run(on.enabled('phone')).account

describe('ERR-7, ERR-2', () => {
  it('every captured answer has a row here', () => {
    expect(all.map(({ service }) => service).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  it.each(all.map(({ service, iq }) => [service, right(parseXml(iq))] as const))('%s', (service, iq) => {
    const answer = readAnswer(iq)
    const [read, row, persistent] = EXPECTED[service] ?? ['', Number.NaN, Number.NaN]
    const words =
      answer._tag === 'Rejected'
        ? [answer.type, answer.condition, ...(answer.pubsubCondition === undefined ? [] : [answer.pubsubCondition])]
        : ['accepted']
    expect(words.join(' ')).toBe(read)
    const [one] = runFrom(account)(on.answered(key(), answer, iq.attrs['from'])).account.registrations
    expect([one?.failing?.count ?? 0, one?.errors]).toEqual([row, persistent])
  })

  it('ERR-3: none of them removes anybody at once but by a policy that says so', () => {
    const gone = (policy: keyof typeof policies): number =>
      all.filter(({ iq }) => {
        const answer = on.answered(key(), readAnswer(right(parseXml(iq))))
        return runFrom(account, policies[policy])(answer).account.registrations.length === 0
      }).length
    expect(gone('prosody')).toBe(0)
    expect(gone('quietPhones')).toBe(0)
    expect(gone('openfire')).toBe(0)
    expect(gone('ejabberd')).toBe(10)
    expect(gone('mongooseim')).toBe(5)
    expect(gone('tigase')).toBeGreaterThan(0)
  })
})
