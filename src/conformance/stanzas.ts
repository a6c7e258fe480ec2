/**
 * Stanzas that the laws send, part by part.
 */
import { NS } from '../stanza/namespaces.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { JULIET, NURSE } from './stage.js'

export type Children = ReadonlyArray<XmlElement>

/** A message to the account. */
export const message = (children: Children, attrs: Readonly<Record<string, string>> = {}): XmlElement =>
  el('message', { xmlns: NS.client, type: 'chat', from: NURSE, to: JULIET, id: 'm1', ...attrs }, children)

export const body = (text: string): XmlElement => el('body', {}, [text])
export const subject = (text: string): XmlElement => el('subject', {}, [text])

/** A message that alerts under every policy. */
export const chat = (text = 'Hello'): XmlElement => message([body(text)])
/** A message that never alerts. */
export const typing = (): XmlElement => message([el('composing', { xmlns: 'http://jabber.org/protocol/chatstates' })])

export const encryptedIn = (xmlns: string, payload: boolean): XmlElement =>
  el('encrypted', { xmlns }, [
    el('header', { sid: '1' }, [el('key', { rid: '2' }, ['a2V5'])]),
    ...(payload ? [el('payload', {}, ['cGF5bG9hZA=='])] : []),
  ])

export const propose = (): XmlElement =>
  el('propose', { xmlns: NS.jingleMessage0, id: 'call-1' }, [
    el('description', { xmlns: 'urn:xmpp:jingle:apps:rtp:1', media: 'audio' }),
  ])

/** The same call, with its namespace behind a prefix. */
export const prefixedPropose = (): XmlElement => el('j:propose', { 'xmlns:j': NS.jingleMessage0, id: 'call-1' })

export const pgp = (): XmlElement => el('x', { xmlns: NS.pgp }, ['hQEMA0=='])
export const openpgp = (): XmlElement => el('openpgp', { xmlns: NS.openpgp }, ['hQEMA0=='])
export const eme = (): XmlElement => el('encryption', { xmlns: NS.eme, namespace: NS.omemo2, name: 'OMEMO' })
export const correction = (): XmlElement => el('replace', { xmlns: NS.correction, id: 'm0' })
export const retraction = (): XmlElement => el('retract', { xmlns: NS.retraction1, id: 'm0' })
export const mediatedInvitation = (): XmlElement =>
  el('x', { xmlns: NS.mucUser }, [el('invite', { from: NURSE }, [el('reason', {}, ['Come'])])])
export const directInvitation = (): XmlElement => el('x', { xmlns: NS.directInvitation, jid: 'hall@rooms.example' })
export const receipt = (): XmlElement => el('received', { xmlns: 'urn:xmpp:receipts', id: 'm0' })
export const marker = (): XmlElement => el('displayed', { xmlns: 'urn:xmpp:chat-markers:0', id: 'm0' })
export const stanzaError = (): XmlElement =>
  el('error', { type: 'cancel' }, [el('item-not-found', { xmlns: NS.stanzaErrors })])

/** XEP-0280: a copy of a message, genuine where it comes from the account's own bare JID. */
export const carbon = (
  direction: 'received' | 'sent',
  inner: XmlElement,
  from: string = JULIET,
  beside: Children = [],
): XmlElement =>
  el('message', { xmlns: NS.client, type: inner.attrs['type'] ?? 'chat', from, to: `${JULIET}/phone`, id: 'c1' }, [
    el(direction, { xmlns: NS.carbons }, [el('forwarded', { xmlns: NS.forward }, [inner])]),
    ...beside,
  ])

/** A data form as clients send it. */
export const form = (
  formType: string | undefined,
  fields: ReadonlyArray<readonly [name: string, ...values: ReadonlyArray<string>]>,
): XmlElement =>
  el('x', { xmlns: NS.dataForms, type: 'submit' }, [
    ...(formType === undefined ? [] : [formField('FORM_TYPE', [formType])]),
    ...fields.map(([name, ...values]) => formField(name, values)),
  ])

const formField = (name: string, values: ReadonlyArray<string>): XmlElement =>
  el(
    'field',
    { var: name },
    values.map((value) => el('value', {}, value === '' ? [] : [value])),
  )

export const reaction = (): XmlElement =>
  el('reactions', { xmlns: NS.reactions, id: 'm0' }, [el('reaction', {}, ['👍'])])

/** XEP-0428: the body, or its beginning up to a code point, is only for clients that do not know a feature. */
export const fallback = (feature: string, end?: string): XmlElement =>
  el('fallback', { xmlns: NS.fallback, for: feature }, [el('body', end === undefined ? {} : { start: '0', end })])

/** A room message for a MUC/Sub subscriber. */
export const mucsub = (inner: XmlElement, to: string, from: string): XmlElement =>
  el('message', { xmlns: NS.client, from, to }, [
    el('event', { xmlns: NS.pubsubEvent }, [
      el('items', { node: NS.mucsubMessages }, [el('item', { id: 'i1' }, [inner])]),
    ]),
  ])

/** XEP-0452: a room's notification of a mention. */
export const mentionNotification = (inner: XmlElement, to: string, from: string): XmlElement =>
  el('message', { xmlns: NS.client, from, to }, [
    el('mentions', { xmlns: NS.mentionNotification }, [el('forwarded', { xmlns: NS.forward }, [inner])]),
  ])
