/**
 * Mutants of what a client asks for when it enables, of sessions known by their client, of calls that end, and of the
 * user's own settings.
 */
import { type Options, step } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  remove,
  rewritten,
  setAttrs,
  withDelivery,
  withEffects,
  withEvent,
  withIq,
  withOptions,
  withPublish,
  withStanza,
  withState,
} from './mutant.js'

type Extension = Options['extensions'][number]

/** What is asked for is not read. */
const deaf = (one: Extension): HostStep =>
  withOptions(({ extensions }) => ({ extensions: extensions.filter((extension) => extension !== one) }))

const inEnable = (name: string, change: Parameters<typeof mapDeep>[2]): HostStep =>
  withIq((iq) => mapDeep(iq, 'enable', (enable) => mapDeep(enable, name, change)))

/** Something beside or in the notification is written otherwise. */
const inNotification = (name: string, change: Parameters<typeof mapDeep>[2]): HostStep =>
  withPublish((iq) => mapDeep(iq, 'notification', (one) => mapDeep(one, name, change)))

const extensions: ReadonlyArray<Mutant> = [
  mutant(
    'reads-what-nobody-asked-it-to',
    'field/extensions/passed-over',
    withOptions({ extensions: ['filters', 'encrypt'] }),
  ),
  mutant('unknown-senders-heard', 'field/extensions/unknown-senders', deaf('filters')),
  mutant(
    'rooms-are-unknown',
    'field/extensions/unknown-senders',
    withStanza((stanza) => (stanza.attrs['type'] === 'groupchat' ? setAttrs(stanza, { type: 'chat' }) : stanza)),
  ),
  mutant('muted-senders-heard', 'field/extensions/muted-senders', deaf('filters')),
  mutant(
    'muted-to-the-letter',
    'field/extensions/muted-senders',
    inEnable('item', (item) => (/[A-Z/]/u.test(item.attrs['jid'] ?? '') ? setAttrs(item, { jid: '@' }) : item)),
  ),
  mutant(
    'muted-sender-speaks-for-others',
    'field/extensions/muted-stands-for-nothing',
    (options) => (event) => (account) => {
      const [effects, after] = step(options)(event)(account)
      return event._tag === 'HibernationStarted' && effects.some(({ _tag }) => _tag === 'Skip')
        ? [effects.filter(({ _tag }) => _tag !== 'Publish'), after]
        : [effects, after]
    },
  ),
  mutant('room-setting-ignored', 'field/extensions/rooms', deaf('filters')),
  mutant(
    'mentioned-is-always',
    'field/extensions/rooms',
    inEnable('room', (room) => (room.attrs['allow'] === 'mentioned' ? setAttrs(room, { allow: 'always' }) : room)),
  ),
  mutant(
    'mentioned-is-never',
    'field/extensions/rooms',
    inEnable('room', (room) => (room.attrs['allow'] === 'mentioned' ? setAttrs(room, { allow: 'never' }) : room)),
  ),
  mutant(
    'reference-to-nick-unread',
    'field/extensions/rooms',
    withStanza((stanza) =>
      mapChildren(stanza, (child) => (child.name === 'reference' ? { ...child, name: 'unread' } : child)),
    ),
  ),
  mutant(
    'nick-in-any-room',
    'field/extensions/rooms',
    withStanza((stanza) =>
      mapChildren(stanza, (child) =>
        child.name === 'reference'
          ? setAttrs(child, { uri: (child.attrs['uri'] ?? '').replace(/^xmpp:[^/]*/u, 'xmpp:hall@rooms.example') })
          : child,
      ),
    ),
  ),
  mutant('unlisted-rooms-pushed', 'field/extensions/unlisted-rooms', withOptions({ unlistedRooms: 'push' })),
  mutant('unlisted-rooms-skipped', 'field/extensions/unlisted-rooms', withOptions({ unlistedRooms: 'skip' })),
  mutant('calls-pass-filters', 'field/extensions/calls-and-filters', withOptions({ callsPassFilters: true })),
  mutant('priority-not-told', 'field/extensions/priority', deaf('priority')),
  mutant(
    'priority-always-high',
    'field/extensions/priority',
    inNotification('priority', (one) => ({ ...one, children: ['high'] })),
  ),
  mutant('call-not-told', 'field/extensions/jingle', deaf('jingle')),
  mutant(
    'call-without-id',
    'field/extensions/jingle',
    inNotification('jingle', (one) => setAttrs(one, { sid: undefined })),
  ),
  mutant('settings-unbounded', 'field/extensions/bounded', withOptions({ maxFormBytes: 100_000 })),
  mutant(
    'settings-add-up',
    'field/extensions/replaced-whole',
    withState(({ event, before, after }) => ({
      ...after,
      registrations: after.registrations.map((one) => {
        const earlier = before.registrations.find(({ service, node }) => service === one.service && node === one.node)
        return event._tag === 'IqReceived' && one.settings === undefined && earlier?.settings !== undefined
          ? { ...one, settings: earlier.settings }
          : one
      }),
    })),
  ),
]

/** A payload that is sealed, and beside it what should not be in the open. */
const leaking = (name: string, text: string): HostStep =>
  withEffects((effects) =>
    effects.map((effect) =>
      effect._tag === 'PublishSealed'
        ? rewritten(effect, (iq) =>
            mapDeep(iq, 'notification', (one) => ({
              ...one,
              children: [...one.children, { name, attrs: { xmlns: 'tigase:push:jingle:0' }, children: [text] }],
            })),
          )
        : effect,
    ),
  )

const seals: ReadonlyArray<Mutant> = [
  mutant('not-sealed', 'field/extensions/sealed/nothing-in-the-open', deaf('encrypt')),
  mutant('call-leaks-beside-the-seal', 'field/extensions/sealed/nothing-in-the-open', leaking('jingle', 'call-1')),
  mutant(
    'sender-leaks-beside-the-seal',
    'field/extensions/sealed/nothing-in-the-open',
    leaking('from', 'nurse@verona.example'),
  ),
  mutant(
    'any-cipher-will-do',
    'field/extensions/sealed/refused',
    inEnable('encrypt', (one) => setAttrs(one, { alg: 'aes-128-gcm' })),
  ),
  mutant(
    'any-key-will-do',
    'field/extensions/sealed/refused',
    inEnable('encrypt', (one) => ({ ...one, children: ['AAECAwQFBgcICQoLDA0ODw=='] })),
  ),
]

const clients: ReadonlyArray<Mutant> = [
  mutant('away-ignored', 'field/away/asked-for', deaf('away')),
  mutant(
    'away-pushes-always',
    'field/away/asked-for',
    withEvent((event) => (event._tag === 'PresenceChanged' ? { ...event, show: event.show ?? 'away' } : event)),
  ),
  mutant(
    'client-not-bound',
    'field/registrations/client/bound-from-the-start',
    withEvent((event) => (event._tag === 'SessionOpened' ? { ...event, client: undefined } : event)),
  ),
  mutant('old-nodes-stay', 'field/registrations/client/one-node', withOptions({ oneNodePerClient: false })),
  mutant('one-node-all-the-same', 'field/registrations/client/one-node', withOptions({ oneNodePerClient: true })),
  mutant(
    'removed-by-nobody',
    'field/registrations/removed-by-the-server',
    withEvent((event) => remove(event, 'RegistrationsRemoved')),
  ),
  mutant('any-service', 'field/registrations/services', withOptions({ services: 'any' })),
  mutant('always-provisioned', 'field/registrations/provisioned', withOptions({ provisioned: true })),
  mutant('idle-for-ever', 'field/registrations/idle', withOptions({ maxIdleMs: 0 })),
  mutant(
    'never-seen-again',
    'field/registrations/idle',
    withOptions(({ maxIdleMs }) => ({ maxIdleMs: maxIdleMs / 8 })),
  ),
]

const calls: ReadonlyArray<Mutant> = [
  mutant('ends-not-told', 'field/calls/told-that-it-is-over', withOptions({ callEnds: 'never' })),
  mutant('ends-told-unasked', 'field/calls/ends-not-told', withOptions({ callEnds: 'told' })),
  mutant(
    'any-call-ends',
    'field/calls/not-over',
    withStanza((stanza) =>
      mapChildren(stanza, (child) =>
        child.name === 'retract' ? setAttrs(child, { id: 'call-1', xmlns: 'urn:xmpp:jingle-message:0' }) : child,
      ),
    ),
  ),
  mutant(
    'anybody-ends-calls',
    'field/calls/not-over',
    withStanza((stanza) =>
      stanza.children.some((child) => isElement(child) && child.name === 'retract')
        ? setAttrs(stanza, { from: 'nurse@verona.example/kitchen' })
        : stanza,
    ),
  ),
]

const settings: ReadonlyArray<Mutant> = [
  mutant(
    'chat-setting-ignored',
    'field/chat-setting/never',
    withDelivery(({ context, ...delivery }) => ({ ...delivery, context: { ...context, chatSetting: undefined } })),
  ),
  mutant(
    'on-mention-is-always',
    'field/chat-setting/on-mention',
    withDelivery(({ context, ...delivery }) => ({ ...delivery, context: { ...context, chatSetting: 'always' } })),
  ),
  mutant(
    'on-mention-is-never',
    'field/chat-setting/on-mention',
    withDelivery(({ context, ...delivery }) => ({
      ...delivery,
      context: { ...context, chatSetting: context?.chatSetting === 'on-mention' ? 'never' : context?.chatSetting },
    })),
  ),
  mutant(
    'noping-is-ignored',
    'field/chat-setting/on-mention',
    withStanza((stanza) =>
      mapChildren(stanza, (child) => (child.name === 'mention' ? { ...child, children: [] } : child)),
    ),
  ),
  mutant(
    'occupant-unknown',
    'field/chat-setting/on-mention',
    withDelivery(({ context, ...delivery }) => ({ ...delivery, context: { ...context, ownOccupantId: undefined } })),
  ),
  mutant('nick-not-looked-for', 'field/chat-setting/nick-in-body', withOptions({ nickInBody: false })),
  mutant('nick-always-looked-for', 'field/chat-setting/nick-in-body', withOptions({ nickInBody: true })),
  mutant('encrypted-mention-skipped', 'field/chat-setting/on-mention', withOptions({ encryptedMention: 'skip' })),
]

/** All of them. */
export const askedForMutants: ReadonlyArray<Mutant> = [...extensions, ...seals, ...clients, ...calls, ...settings]
