/**
 * What clients ask for when they enable, what only a server knows of a stanza, and the counts that it gives.
 */
import * as fc from 'fast-check'
import type { DeliveryContext } from '../../event.js'
import { NS } from '../../stanza/namespaces.js'
import type { Counts } from '../../state/session.js'
import { el } from '../../xml/build.js'
import type { Given } from '../law.js'
import { PHONE } from '../stage.js'
import type { Wish } from './move.js'

const NOTHING: Wish = { attrs: {}, children: [] }

const ROOM = { jid: 'hall@rooms.example', nick: 'juliet' }

/** The table: each extension as a client asks for it. */
const WISHES: ReadonlyArray<Wish> = [
  { attrs: {}, children: [el('ignore-unknown', { xmlns: NS.ignoreUnknown })] },
  { attrs: {}, children: [el('muted', { xmlns: NS.muted }, [el('item', { jid: 'nurse@verona.example' })])] },
  ...['always', 'never', 'mentioned'].map((allow) => ({
    attrs: {},
    children: [el('groupchat', { xmlns: NS.groupchatFilter }, [el('room', { ...ROOM, allow })])],
  })),
  { attrs: {}, children: [el('priority', { xmlns: NS.priority }), el('jingle', { xmlns: NS.pushJingle })] },
  { attrs: {}, children: [el('encrypt', { xmlns: NS.encrypt, alg: 'aes-128-gcm' }, ['AAECAwQFBgcICQoLDA0ODw=='])] },
  { attrs: { away: 'true' }, children: [] },
]

/** Most clients ask for nothing. */
const seldom = <A>(usual: A, others: ReadonlyArray<A>, weight = 5): fc.Arbitrary<A> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

/** What a client asks for. */
export const wish: fc.Arbitrary<Wish> = seldom(NOTHING, WISHES, 3)

const CONTEXTS: ReadonlyArray<DeliveryContext> = [
  { muted: true },
  { muted: true, mutedFor: [PHONE, { service: PHONE.service, node: 'n1' }] },
  { own: true },
  { senderKnown: false },
  { chatSetting: 'never' },
  { chatSetting: 'on-mention', ownNick: 'hello' },
]

/** What the server knows of a stanza, where it can say it. */
export const context = (can: Given['can']): fc.Arbitrary<DeliveryContext | undefined> =>
  can('context') ? seldom<DeliveryContext | undefined>(undefined, CONTEXTS) : fc.constant(undefined)

/** The client of a session, where the server knows it. */
export const client = (can: Given['can']): fc.Arbitrary<string | undefined> =>
  can('clients') ? seldom<string | undefined>(undefined, ['client-1', 'client-2'], 1) : fc.constant(undefined)

/** Counts, where the server gives them. */
export const counts = (can: Given['can']): fc.Arbitrary<Counts> =>
  can('counts')
    ? fc.record({ unread: fc.nat(4), pendingSubscriptions: fc.nat(4) }, { requiredKeys: [] })
    : fc.constant({})
