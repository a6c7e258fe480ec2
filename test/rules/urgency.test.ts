/** URG-1: a call that rings now. */
import { describe, expect, it } from 'vitest'
import { decideStanza, isUrgent, type Options, policies, readFacts, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  call,
  callMessage,
  carbon,
  chat,
  delivery,
  el,
  juliet,
  message,
  NOW,
  on,
  options,
  propose,
  run,
  wild,
} from '../support/fixtures.js'

const urgent = (stanza: XmlElement, partial: Partial<Options> = {}): boolean =>
  isUrgent(options(partial))(juliet)(stanza)
const invite = message({}, el('invite', { xmlns: 'urn:xmpp:call-invites:0' }))
const later = message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:1', id: 'c1' }))
const jingle = el(
  'iq',
  { xmlns: 'jabber:client', type: 'set' },
  el('jingle', { xmlns: 'urn:xmpp:jingle:1', action: 'session-initiate', sid: 'c1' }),
)

describe('URG-1', () => {
  it('a proposal, of both versions; an invitation; a Jingle request', () => {
    expect([call, later, invite, jingle].map((stanza) => urgent(stanza))).toEqual([true, true, true, true])
  })

  it('beside a body, and in a received carbon', () => {
    expect(urgent(message({}, propose, body('x')))).toBe(true)
    expect(urgent(carbon('received', call))).toBe(true)
  })

  it('not in a sent carbon or a forged one, in presence or iq, nor the other messages of a call', () => {
    const others = [
      carbon('sent', call),
      carbon('received', call, { from: 'mallory@evil.example' }),
      { ...call, name: 'iq' },
      { ...call, name: 'presence' },
      callMessage('ringing'),
      callMessage('retract'),
      chat(),
      wild(undefined),
    ]
    expect(others.map((stanza) => urgent(stanza))).toEqual(others.map(() => false))
  })

  it('urgent archived, as mod_cloud_notify: the stanza itself alone', () => {
    const archived = { urgent: 'archived' } as const
    expect(urgent(call, archived)).toBe(true)
    expect(urgent(carbon('received', call), archived)).toBe(false)
    const copy = carbon('received', chat())
    expect(urgent({ ...copy, children: [...copy.children, propose] }, { ...archived })).toBe(false)
  })

  it('not the own call that comes back as an error, or as a room reflects it: it would ring on every device', () => {
    const own = decideStanza(options())(
      {
        trigger: 'stored-offline',
        stanza: { key: 'k', facts: () => readFacts(options())(juliet)(delivery('k', invite, { own: true })) },
      },
      { ...run(on.enabled('phone')).account, at: NOW },
    )
    expect(own.outcomes.map(({ decision }) => decision)).toEqual([expect.not.objectContaining({ urgent: true })])
    expect(urgent(message({ type: 'error' }, propose))).toBe(false)
    expect(urgent(message({ type: 'error' }, propose), policies.prosody)).toBe(true)
  })

  it('urgent never', () => {
    expect(urgent(call, { urgent: 'never' })).toBe(false)
  })

  it('what a policy passes over does not ring, but for the proposal that mod_cloud_notify knows', () => {
    expect([call, later, invite, jingle].map((stanza) => urgent(stanza, policies.prosody))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
