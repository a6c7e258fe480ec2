/**
 * IMP: importance, one law for every cause. A push of an important stanza shows importantBody, another one does not.
 */
import * as fc from 'fast-check'
import type { CauseVerdict, ImportancePolicy } from '../../options/importance.js'
import { POLICY_CAUSES } from '../../state/causes.js'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { jid } from '../arbitraries/jid.js'
import { stanzaOfKind } from '../arbitraries/stanza.js'
import { text } from '../arbitraries/text.js'
import { all, alerting, pushes } from '../expect.js'
import { forAll, type Law } from '../law.js'
import { delivery, gone, JULIET, NURSE, PHONE, stored } from '../stage.js'
import { body, carbon, chat, correction, encryptedIn, form, message, pgp, subject, typing } from '../stanzas.js'
import { NEWER } from './importance-newer.js'
import { kinds, row, type Row } from './importance-row.js'

const said = (make: (text: string) => XmlElement): fc.Arbitrary<XmlElement> => text.map(make)

const omemo = (namespaces: ReadonlyArray<string>, payload: boolean): fc.Arbitrary<XmlElement> =>
  fc
    .tuple(fc.constantFrom(...namespaces), fc.boolean())
    .map(([namespace, fallback]) =>
      message([encryptedIn(namespace, payload), ...(fallback ? [body('I sent you an encrypted message.')] : [])]),
    )

const README = 'mod_cloud_notify README'

const stranger = jid.filter((from) => from !== JULIET)

const everyCause = (verdict: CauseVerdict): ImportancePolicy =>
  Object.fromEntries(POLICY_CAUSES.map((cause) => [cause, verdict])) as ImportancePolicy

/** What the option `understands` names, and stanzas are called. */
const WRAPPED = ['mucsub', 'mention-notification'] as const

/** The table. */
const ROWS: ReadonlyArray<Row> = [
  row(
    'body',
    true,
    README,
    'A message with a body that is not empty alerts.',
    kinds('body', 'normal', 'chat-subject', 'groupchat', 'several-bodies'),
  ),
  row(
    'empty-body',
    false,
    README,
    'Without a body, or with an empty one, a message is quiet.',
    kinds('empty-body', 'nothing', 'chat-state', 'receipt', 'marker'),
  ),
  row(
    'not-a-message',
    false,
    README,
    'Presence, iq and what is no stanza are never important.',
    kinds('presence', 'iq', 'nonza'),
  ),
  row('headline', false, 'mod_cloud_notify', 'A headline is never important.', kinds('headline')),
  row('omemo-legacy', true, README, 'OMEMO in eu.siacs.conversations.axolotl alerts.', omemo([NS.omemoLegacy], true)),
  row('omemo-0', true, README, 'OMEMO in urn:xmpp:omemo:0 alerts.', omemo([NS.omemo0], true)),
  row('omemo-1', true, 'XEP-0384 §4', 'OMEMO in urn:xmpp:omemo:1 alerts.', omemo([NS.omemo1], true)),
  row('omemo-2', true, 'XEP-0384 §4', 'OMEMO in urn:xmpp:omemo:2 alerts.', omemo([NS.omemo2], true)),
  row(
    'omemo-without-payload',
    false,
    'XEP-0384 §4',
    'OMEMO without payload is session management, and quiet, even with a fallback body.',
    omemo([NS.omemoLegacy, NS.omemo0, NS.omemo1, NS.omemo2], false),
  ),
  row(
    'pgp',
    true,
    README,
    'Encrypted with OpenPGP (jabber:x:encrypted), a message alerts.',
    fc.constantFrom(message([pgp()]), message([body('encrypted'), pgp()])),
  ),
  row('openpgp', true, 'XEP-0373 §3', 'Encrypted with OpenPGP for XMPP, a message alerts.', kinds('openpgp')),
  row(
    'eme',
    true,
    'XEP-0380 §3',
    'A message that says that it is encrypted alerts.',
    fc
      .constantFrom('urn:example:e2e', NS.pgp, NS.omemo2)
      .map((namespace) => message([el('encryption', { xmlns: NS.eme, namespace })])),
  ),
  row(
    'call',
    true,
    'XEP-0353 §3',
    'A call proposal alerts, also where its namespace is behind a prefix.',
    kinds('call', 'call-prefixed'),
  ),
  row(
    'carbon-received',
    true,
    'XEP-0280 §6',
    'A carbon of a received message is judged by the message inside.',
    said((words) => carbon('received', chat(words))),
  ),
  row(
    'carbon-received-quiet',
    false,
    'XEP-0280 §6',
    'A carbon of a quiet message is quiet, whatever stands beside the copy.',
    said((words) => carbon('received', typing(), JULIET, [body(words)])),
  ),
  row(
    'carbon-sent',
    false,
    'XEP-0280 §6',
    'A carbon of a message that the user sent is never important.',
    said((words) => carbon('sent', chat(words), JULIET, [body(words)])),
  ),
  row(
    'carbon-forged',
    false,
    'XEP-0280 §11',
    'What looks like a carbon and is from somebody else is none: what is inside does not count (CVE-2017-5589).',
    fc.tuple(stranger, fc.constantFrom('received', 'sent')).map(([from, direction]) => carbon(direction, chat(), from)),
  ),
  row(
    'carbon-forged-with-body',
    true,
    'XEP-0280 §11',
    'A forged carbon does not hide the body of the message that it is in.',
    fc
      .tuple(stranger, fc.constantFrom('received', 'sent'), text)
      .map(([from, direction, words]) => carbon(direction, typing(), from, [body(words)])),
  ),
  ...NEWER,
  row('error', false, 'XEP-0357 §9', 'An error message is quiet.', kinds('error')),
  row('correction', false, 'XEP-0308 §3', 'A correction is quiet.', kinds('correction')),
  row('retraction', false, 'XEP-0424 §3', 'A retraction is quiet.', kinds('retraction')),
  row('subject', false, 'XEP-0045 §7.2.15', 'A groupchat subject without body is quiet.', kinds('subject')),
  row(
    'subject-with-body',
    true,
    'XEP-0045 §7.2.15',
    'A subject does not silence a groupchat message that has a body.',
    kinds('subject-with-body'),
  ),
  row('mediated-invitation', true, 'XEP-0045 §7.8.2', 'A mediated invitation alerts.', kinds('mediated-invitation')),
  row('direct-invitation', true, 'XEP-0249 §2', 'A direct invitation alerts.', kinds('direct-invitation')),
  row(
    'not-an-invitation',
    false,
    'XEP-0045 §7.8.2',
    'Only an invite is an invitation: declines and other news of a room are quiet.',
    fc
      .constantFrom('decline', 'item', 'status')
      .map((name) => message([el('x', { xmlns: NS.mucUser }, [el(name, { from: NURSE })])], { type: 'normal' })),
  ),
  row(
    'name-and-namespace',
    true,
    README,
    'Name and namespace always match together: the same name in another namespace changes nothing.',
    fc
      .constantFrom('urn:xmpp:message-retract:0', 'urn:example:other', 'urn:xmpp:carbons:2')
      .chain((xmlns) =>
        fc
          .constantFrom('retract', 'replace', 'encrypted', 'propose')
          .map((name) => message([el(name, { xmlns, id: 'm0' }), body('Hello')])),
      ),
  ),
  row(
    'foreign-body',
    false,
    README,
    'A body in another namespace is no body, nor is an encrypted element there encryption.',
    kinds('foreign-body', 'foreign-encrypted'),
  ),
  row(
    'form-is-not-encryption',
    false,
    README,
    'Another x, such as a data form, alerts nobody.',
    said((value) => message([form('urn:example:form', [['a', value]])])),
  ),
]

/** IMP. */
export const importance: ReadonlyArray<Law> = [
  ...ROWS.map((one) =>
    forAll(
      {
        id: `seed/importance/${one.id}`,
        rules: ['IMP'],
        level: 'SEED',
        section: one.source,
        requirement: one.requirement,
        needs: ['offline'],
        options: { includeBody: false, importantBody: 'New Message!' },
      },
      { sent: one.stanzas },
      ({ sent }) => [...gone(PHONE), stored(delivery('k1', sent), all(pushes(PHONE), alerting(one.important)))],
    ),
  ),
  forAll(
    {
      id: 'field/importance/policy',
      rules: ['IMP'],
      level: 'FIELD',
      section: README,
      requirement: 'A policy says which causes alert: what is quiet for one server alerts for another.',
      needs: ['offline', 'options:importance'],
      options: { includeBody: false, importantBody: 'New Message!' },
    },
    {
      alert: fc.boolean(),
      sent: fc.constantFrom(
        message([body('Hello'), correction()]),
        message([subject('Hall')], { type: 'groupchat' }),
        message([encryptedIn(NS.omemo2, true)]),
      ),
    },
    ({ alert, sent }) => [...gone(PHONE), stored(delivery('k1', sent), all(pushes(PHONE), alerting(alert)))],
    ({ alert }) => ({ importance: everyCause(alert ? 'alert' : 'quiet') }),
  ),
  forAll(
    {
      id: 'field/importance/understands',
      rules: ['IMP'],
      level: 'FIELD',
      section: 'ejabberd, MUC/Sub',
      requirement: 'The option names what is read beyond mod_cloud_notify: what is not named is not unwrapped.',
      needs: ['offline', 'options:understands'],
      options: { includeBody: false, importantBody: 'New Message!' },
    },
    { understands: fc.subarray([...WRAPPED]), sent: stanzaOfKind(undefined, WRAPPED) },
    ({ understands, sent }) => [
      ...gone(PHONE),
      stored(delivery('k1', sent.stanza), all(pushes(PHONE), alerting(understands.some((kind) => kind === sent.kind)))),
    ],
    ({ understands }) => ({ understands }),
  ),
]
