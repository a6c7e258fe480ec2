/**
 * IMP: causes that mod_cloud_notify does not know.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import { text } from '../arbitraries/text.js'
import { NURSE } from '../stage.js'
import { body, fallback, message, stanzaError } from '../stanzas.js'
import { kinds, row, type Row } from './importance-row.js'

export const NEWER: ReadonlyArray<Row> = [
  row('otr', true, 'XEP-0364 §4', 'A message that is encrypted with OTR alerts.', kinds('otr')),
  row('call-invite', true, 'XEP-0482 §3', 'An invitation to a call alerts.', kinds('call-invite', 'call-1')),
  row(
    'jingle-request',
    true,
    'XEP-0166 §7.2',
    'A Jingle request that begins a session alerts.',
    kinds('jingle-request'),
  ),
  row(
    'subscription-request',
    true,
    'RFC 6121 §3.1',
    'A request to see the presence of the user alerts.',
    kinds('subscription-request'),
  ),
  row('call-over', false, 'XEP-0353 §3', 'That a call is over is quiet.', kinds('call-over', 'call-accepted')),
  row(
    'reaction',
    false,
    'XEP-0444 §3',
    'A reaction is quiet, with or without fallback body.',
    kinds('reaction', 'reaction-with-fallback'),
  ),
  row(
    'reply-with-quote',
    true,
    'XEP-0428 §3',
    'A reply alerts: only what it quotes is a fallback.',
    text
      .filter((words) => words.trim() !== '')
      .map((words) =>
        message([
          body(`> quoted\n${words}`),
          el('reply', { xmlns: NS.reply, to: NURSE, id: 'm0' }),
          fallback(NS.reply, '9'),
        ]),
      ),
  ),
  row('retraction-0', false, 'XEP-0424 (0.3)', 'A retraction of the older form is quiet.', kinds('retraction-0')),
  row('moderation', false, 'XEP-0425 §4', 'A moderation is quiet.', kinds('moderation', 'moderation-0')),
  row('displayed-sync', false, 'XEP-0490 §3', 'What another device has displayed is quiet.', kinds('displayed-sync')),
  row('mucsub', true, 'ejabberd, MUC/Sub', 'A room message for a MUC/Sub subscriber is unwrapped.', kinds('mucsub')),
  row(
    'mucsub-forged',
    false,
    'ejabberd, MUC/Sub',
    'A room message in a notification of somebody else is not.',
    kinds('mucsub-forged'),
  ),
  row(
    'mention-notification',
    true,
    'XEP-0452 §5',
    'A notification of a mention is unwrapped.',
    kinds('mention-notification'),
  ),
  row(
    'hints-of-errors',
    false,
    'XEP-0334 §5',
    'Hints inside an error are an echo, and are not read.',
    fc
      .record({
        said: text,
        hint: fc.constantFrom('store', 'no-store', 'no-permanent-store', 'no-copy'),
        ring: fc.boolean(),
      })
      .map(({ said, hint, ring }) =>
        message(
          [
            body(said),
            el(hint, { xmlns: NS.hints }),
            ...(ring ? [el('propose', { xmlns: NS.jingleMessage0, id: 'c' })] : []),
            stanzaError(),
          ],
          { type: 'error' },
        ),
      ),
  ),
]
