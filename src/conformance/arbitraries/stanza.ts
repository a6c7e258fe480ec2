/**
 * Stanzas of every kind that the rulebook tells apart. A kind and a few parts make a stanza, so that a stanza shrinks to
 * the first kind with the plainest parts.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { childElements } from '../../xml/query.js'
import { JULIET, NURSE } from '../stage.js'
import * as make from '../stanzas.js'
import { jid } from './jid.js'
import { text } from './text.js'

/** What a stanza is made of, besides its kind. */
export interface Parts {
  /** The account that the stanza reached. */
  readonly account: string
  readonly from: string
  readonly text: string
  readonly omemo: string
  readonly payload: boolean
  readonly inner: InnerKind
  /** What is done to the message's own children and namespace, which changes nothing that matters. */
  readonly dress: Dress
}

type Build = (parts: Parts) => XmlElement

const message =
  (type: string, children: (parts: Parts) => make.Children): Build =>
  (parts) =>
    make.message(children(parts), { type, from: parts.from, to: parts.account })

const chat = (children: (parts: Parts) => make.Children): Build => message('chat', children)
const groupchat = (children: (parts: Parts) => make.Children): Build => message('groupchat', children)

const fallback = make.body('I sent you an encrypted message.')

const FOREIGN = 'urn:example:foreign'

const ROOM = 'hall@rooms.example'

/** Messages, which may also be inside a carbon. */
const INNER = {
  body: chat(({ text: said }) => [make.body(said)]),
  'chat-state': chat(() => [el('composing', { xmlns: 'http://jabber.org/protocol/chatstates' })]),
  'empty-body': chat(() => [el('body')]),
  nothing: chat(() => []),
  normal: ({ from, account, text: said }) => el('message', { from, to: account }, [make.body(said)]),
  omemo: chat(({ omemo, payload }) => [make.encryptedIn(omemo, payload)]),
  'omemo-with-fallback': chat(({ omemo, payload }) => [make.encryptedIn(omemo, payload), fallback]),
  pgp: chat(() => [fallback, make.pgp()]),
  openpgp: chat(() => [make.openpgp()]),
  eme: chat(() => [make.eme(), fallback]),
  call: chat(() => [make.propose()]),
  'call-prefixed': chat(() => [make.prefixedPropose()]),
  'call-accepted': chat(() => [el('accept', { xmlns: NS.jingleMessage0, id: 'call-1' })]),
  headline: message('headline', ({ text: said }) => [make.body(said)]),
  error: message('error', ({ text: said }) => [make.body(said), make.stanzaError()]),
  correction: chat(({ text: said }) => [make.body(said), make.correction()]),
  retraction: chat(({ text: said }) => [make.retraction(), make.body(said)]),
  groupchat: groupchat(({ text: said }) => [make.body(said)]),
  subject: groupchat(({ text: said }) => [make.subject(said)]),
  'subject-with-body': groupchat(({ text: said }) => [make.subject(said), make.body(said)]),
  'chat-subject': chat(({ text: said }) => [make.subject(said), make.body(said)]),
  'mediated-invitation': message('normal', () => [make.mediatedInvitation()]),
  'direct-invitation': message('normal', () => [make.directInvitation()]),
  receipt: chat(() => [make.receipt()]),
  marker: chat(() => [make.marker()]),
  'foreign-body': chat(({ text: said }) => [el('body', { xmlns: FOREIGN }, [said])]),
  'foreign-encrypted': chat(() => [
    el('encrypted', { xmlns: FOREIGN }),
    el('retract', { xmlns: 'urn:xmpp:message-retract:0' }),
  ]),
  'several-bodies': chat(({ text: said }) => [
    el('body'),
    el('body', { 'xml:lang': 'de' }, [said]),
    make.body('second'),
  ]),
  otr: chat(({ text: said }) => [make.body(`?OTR:${said}`)]),
  reaction: chat(() => [make.reaction()]),
  'reaction-with-fallback': chat(() => [make.reaction(), make.body('👍'), make.fallback(NS.reactions)]),
  'reply-with-quote': chat(({ text: said }) => [
    make.body(`> quoted\n${said}`),
    el('reply', { xmlns: NS.reply, to: NURSE, id: 'm0' }),
    make.fallback(NS.reply, '9'),
  ]),
  'retraction-0': chat(({ text: said }) => [
    make.body(said),
    el('apply-to', { xmlns: NS.fasten, id: 'm0' }, [el('retract', { xmlns: NS.retraction0 })]),
  ]),
  moderation: groupchat(({ text: said }) => [
    el('retract', { xmlns: NS.retraction1, id: 'm0' }, [el('moderated', { xmlns: NS.moderation1 })]),
    make.body(said),
  ]),
  'moderation-0': groupchat(() => [
    el('apply-to', { xmlns: NS.fasten, id: 'm0' }, [
      el('moderated', { xmlns: NS.moderation0 }, [el('retract', { xmlns: NS.retraction0 })]),
    ]),
  ]),
  'call-1': chat(() => [el('propose', { xmlns: NS.jingleMessage1, id: 'call-1' })]),
  'call-invite': chat(() => [el('invite', { xmlns: NS.callInvites })]),
  'call-over': chat(() => [el('finish', { xmlns: NS.jingleMessage0, id: 'call-1' })]),
  'displayed-sync': message('headline', () => [
    el('event', { xmlns: NS.pubsubEvent }, [el('items', { node: NS.displayedSync })]),
  ]),
} satisfies Readonly<Record<string, Build>>

export type InnerKind = keyof typeof INNER

const inside = (parts: Parts): XmlElement => INNER[parts.inner](parts)

const carbon =
  (
    direction: 'received' | 'sent',
    from: (parts: Parts) => string,
    beside: (parts: Parts) => make.Children = () => [],
  ): Build =>
  (parts) =>
    make.carbon(direction, inside(parts), from(parts), beside(parts))

/** A message of the room itself. */
const roomMessage = (parts: Parts): XmlElement => INNER.groupchat({ ...parts, from: `${ROOM}/nurse` })

const KIND_TABLE = {
  ...INNER,
  'carbon-received': carbon('received', ({ account }) => account),
  'carbon-sent': carbon('sent', ({ account }) => account),
  'carbon-forged': carbon('received', ({ from }) => from),
  'carbon-forged-with-body': carbon(
    'received',
    ({ from }) => from,
    ({ text: said }) => [make.body(said)],
  ),
  'carbon-sent-forged': carbon(
    'sent',
    ({ from }) => from,
    ({ text: said }) => [make.body(said)],
  ),
  mucsub: (parts) => make.mucsub(roomMessage(parts), parts.account, ROOM),
  'mucsub-forged': (parts) => make.mucsub(roomMessage(parts), parts.account, 'mallory@evil.example'),
  'mention-notification': (parts) => make.mentionNotification(roomMessage(parts), parts.account, ROOM),
  presence: ({ from, account }) => el('presence', { from, to: account }, [el('status', {}, ['hi'])]),
  'subscription-request': ({ from, account }) => el('presence', { from, to: account, type: 'subscribe' }),
  'jingle-request': ({ from, account }) =>
    el('iq', { type: 'set', id: 'j1', from, to: account }, [
      el('jingle', { xmlns: NS.jingle, action: 'session-initiate', sid: 's1' }),
    ]),
  iq: ({ from, account, text: said }) => el('iq', { type: 'set', id: 'q1', from, to: account }, [make.body(said)]),
  nonza: ({ text: said }) => el('r', { xmlns: 'urn:xmpp:sm:3' }, [make.body(said)]),
} satisfies Readonly<Record<string, Build>>

/** Every kind of stanza. */
export type StanzaKind = keyof typeof KIND_TABLE

/**
 * The names of all kinds, the plainest first.
 *
 * @since 0.1.0
 */
export const STANZA_KINDS = Object.keys(KIND_TABLE) as ReadonlyArray<StanzaKind>

const INNER_KINDS = Object.keys(INNER) as ReadonlyArray<InnerKind>

/** A child behind a prefix; its own children inherit nothing from it, so only childless ones are. */
const prefixed = (child: XmlElement): XmlElement => {
  const { xmlns, ...attrs } = child.attrs
  return xmlns === undefined || child.children.length > 0
    ? child
    : { name: `p:${child.name}`, attrs: { 'xmlns:p': xmlns, ...attrs }, children: [] }
}

const withNamespace =
  (xmlns: string) =>
  (stanza: XmlElement): XmlElement => ({ ...stanza, attrs: { ...stanza.attrs, xmlns } })

const isMessage = ({ name }: XmlElement): boolean => name === 'message'

/** The table: ways to write the same stanza. */
const DRESSES = {
  plain: (stanza) => stanza,
  prefixed: (stanza) => ({ ...stanza, children: childElements(stanza).map(prefixed) }),
  server: (stanza) => (isMessage(stanza) ? withNamespace('jabber:server')(stanza) : stanza),
  spaced: (stanza) => ({ ...stanza, children: stanza.children.flatMap((child) => ['\n  ', child]) }),
  crowded: (stanza) =>
    isMessage(stanza)
      ? {
          ...stanza,
          children: [el('active', { xmlns: FOREIGN }), ...stanza.children, el('store', { xmlns: NS.hints })],
        }
      : stanza,
} satisfies Readonly<Record<string, (stanza: XmlElement) => XmlElement>>

/** The ways to write one and the same stanza. */
export type Dress = keyof typeof DRESSES

/** Their names. */
export const STANZA_DRESSES = Object.keys(DRESSES) as ReadonlyArray<Dress>

/** Makes the stanza of a kind. */
export const buildStanza = (kind: StanzaKind, parts: Parts): XmlElement => DRESSES[parts.dress](KIND_TABLE[kind](parts))

const OMEMO: ReadonlyArray<string> = [NS.omemo2, NS.omemo1, NS.omemo0, NS.omemoLegacy]

/** A stanza with the kind that it is of. */
export interface KindOfStanza {
  readonly kind: StanzaKind
  readonly stanza: XmlElement
}

/**
 * A stanza of any kind to an account, with its kind.
 *
 * @param account - the bare JID of the user that it reaches
 * @param kinds - to choose among; default all
 * @since 0.1.0
 */
export const stanzaOfKind = (
  account: string = JULIET,
  kinds: ReadonlyArray<StanzaKind> = STANZA_KINDS,
): fc.Arbitrary<KindOfStanza> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      from: fc.oneof({ weight: 4, arbitrary: fc.constant(NURSE) }, { weight: 1, arbitrary: jid }),
      text,
      omemo: fc.constantFrom(...OMEMO),
      payload: fc.boolean(),
      inner: fc.constantFrom(...INNER_KINDS),
      dress: fc.constantFrom(...STANZA_DRESSES),
    })
    .map(({ kind, ...parts }) => ({ kind, stanza: buildStanza(kind, { account, ...parts }) }))

/**
 * A stanza of any kind to an account.
 *
 * @since 0.1.0
 */
export const stanza = (account?: string, kinds?: ReadonlyArray<StanzaKind>): fc.Arbitrary<XmlElement> =>
  stanzaOfKind(account, kinds).map(({ stanza: made }) => made)
