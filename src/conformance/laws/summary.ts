/**
 * SUM-1 to SUM-4: what a summary says (XEP-0357 §7).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import { resourcepart } from '../arbitraries/jid.js'
import { stanzaOfKind } from '../arbitraries/stanza.js'
import { exactText, text } from '../arbitraries/text.js'
import { wholeText } from '../canonical.js'
import { all, everyPush, field, pushes } from '../expect.js'
import { type Draft, fixed, forAll, type Law } from '../law.js'
import { delivery, gone, NURSE, PHONE, stored } from '../stage.js'
import { body, carbon, chat, eme, encryptedIn, message, openpgp, pgp, typing } from '../stanzas.js'

/** What an id begins with says how much its law binds, as the level does. */
const FOLDERS = { MUST: 'xep-0357', SHOULD: 'xep-0357', MAY: 'xep-0357', SEED: 'seed', FIELD: 'field' } as const

const law = (id: string, rule: string, requirement: string, more: Partial<Draft> = {}): Draft => ({
  id: `${FOLDERS[more.level ?? 'SEED']}/summary/${id}`,
  rules: [rule],
  level: 'SEED',
  section: 'XEP-0357 §7',
  requirement,
  ...more,
})

const seed = { section: 'mod_cloud_notify README' } as const

const COUNT = 'message-count'
const PENDING = 'pending-subscription-count'
const SENDER = 'last-message-sender'
const BODY = 'last-message-body'

const counting: ReadonlyArray<Law> = [
  forAll(
    law(
      'counts',
      'SUM-1',
      'The message-count is the unread count where the server gives one, else 1; pending-subscription-count where given.',
      { needs: ['offline', 'counts'] },
    ),
    { unread: fc.option(fc.nat(), { nil: undefined }), pending: fc.option(fc.nat(), { nil: undefined }) },
    ({ unread, pending }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', chat()),
        all(
          pushes(PHONE),
          field('FORM_TYPE', NS.pushSummary),
          field(COUNT, String(unread ?? 1)),
          field(PENDING, pending?.toString()),
        ),
        {
          ...(unread === undefined ? {} : { unread }),
          ...(pending === undefined ? {} : { pendingSubscriptions: pending }),
        },
      ),
    ],
  ),
]

const senders: ReadonlyArray<Law> = [
  forAll(
    law('sender', 'SUM-2', 'With includeSender the summary has the sender; without it there is none.', {
      ...seed,
      needs: ['offline', 'options:includeSender'],
      options: { senderJid: 'full' },
    }),
    { includeSender: fc.boolean(), resource: resourcepart },
    ({ includeSender, resource }) => {
      const from = `romeo@montague.example/${resource}`
      return [
        ...gone(PHONE),
        stored(
          delivery('k1', message([body('Hello')], { from })),
          all(pushes(PHONE), field(SENDER, includeSender ? from : undefined)),
        ),
      ]
    },
    ({ includeSender }) => ({ includeSender }),
  ),
  fixed(
    law('sender-of-carbon', 'SUM-2', 'For a received carbon the sender is the one of the message inside.', {
      ...seed,
      options: { includeSender: true, senderJid: 'full', quietSummary: 'full' },
    }),
    ...gone(PHONE),
    stored(delivery('k1', carbon('received', chat())), all(pushes(PHONE), field(SENDER, NURSE))),
    stored(
      delivery('k2', carbon('received', chat(), 'mallory@evil.example/x')),
      all(pushes(PHONE), field(SENDER, 'mallory@evil.example/x')),
    ),
  ),
  forAll(
    law('sender-bare', 'SUM-2', 'Where the option says so, the sender is without its resource.', {
      level: 'FIELD',
      options: { includeSender: true, senderJid: 'bare' },
    }),
    { resource: resourcepart },
    ({ resource }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', message([body('Hello')], { from: `romeo@montague.example/${resource}` })),
        all(pushes(PHONE), field(SENDER, 'romeo@montague.example')),
      ),
    ],
  ),
]

const ENCRYPTIONS = [
  eme(),
  openpgp(),
  pgp(),
  ...[NS.omemoLegacy, NS.omemo0, NS.omemo1, NS.omemo2].map((one) => encryptedIn(one, true)),
]

const bodies: ReadonlyArray<Law> = [
  forAll(
    law('body', 'SUM-3', 'With includeBody the summary has the real body, of a received carbon the one inside.', {
      ...seed,
      options: { includeBody: true },
    }),
    { words: text, copy: fc.boolean() },
    ({ words, copy }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', copy ? carbon('received', chat(words)) : chat(words)),
        all(pushes(PHONE), field(BODY, words)),
      ),
    ],
  ),
  forAll(
    law(
      'body-to-the-letter',
      'SUM-3',
      'The real body is the first one, as it was written, from its first letter to its last.',
      {
        ...seed,
        options: { includeBody: true, maxBodyChars: 0 },
      },
    ),
    { words: exactText, translation: fc.option(exactText) },
    ({ words, translation }) => [
      ...gone(PHONE),
      stored(
        delivery(
          'k1',
          message([body(words), ...(translation === null ? [] : [el('body', { 'xml:lang': 'de' }, [translation])])]),
        ),
        all(pushes(PHONE), field(BODY, words)),
      ),
    ],
  ),
  forAll(
    law(
      'body-cut',
      'SUM-3',
      'Where the option bounds it, the real body is cut after so many code points, and never in one.',
      {
        level: 'FIELD',
        needs: ['offline', 'options:maxBodyChars'],
        options: { includeBody: true },
      },
    ),
    {
      words: fc.constantFrom('Hello, Juliet', '😀😀😀😀😀😀😀', 'Grüße, 😀'),
      maxBodyChars: fc.integer({ min: 1, max: 9 }),
    },
    ({ words, maxBodyChars }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', chat(words)),
        all(pushes(PHONE), field(BODY, Array.from(words).slice(0, maxBodyChars).join(''))),
      ),
    ],
    ({ maxBodyChars }) => ({ maxBodyChars }),
  ),
  forAll(
    law(
      'important-body',
      'SUM-3',
      'Otherwise it has importantBody, if that is not empty and the stanza is important; else no body.',
      {
        ...seed,
        needs: ['offline', 'options:importantBody', 'options:includeBody'],
      },
    ),
    { importantBody: fc.oneof(fc.constant(''), text, exactText), includeBody: fc.boolean() },
    ({ importantBody, includeBody }) => [
      ...gone(PHONE),
      stored(delivery('k1', typing()), all(pushes(PHONE), field(BODY, undefined))),
      stored(
        delivery('k2', includeBody ? message([encryptedIn(NS.omemo0, true)]) : chat('real')),
        all(pushes(PHONE), field(BODY, importantBody === '' ? undefined : importantBody)),
      ),
    ],
    ({ importantBody, includeBody }) => ({ importantBody, includeBody }),
  ),
  forAll(
    law('fallback-body', 'SUM-3', 'The fallback body of an encrypted message never goes out.', {
      options: { includeBody: true },
    }),
    {
      encryption: fc.constantFrom(...ENCRYPTIONS),
      words: text.map((words) => `fallback ${words}`),
      first: fc.boolean(),
    },
    ({ encryption, words, first }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', message(first ? [body(words), encryption] : [encryption, body(words)])),
        all(
          pushes(PHONE),
          everyPush('nothing of the fallback body', ({ iq }) => !wholeText(iq).includes('fallback ')),
        ),
      ),
    ],
  ),
]

const NAMES: ReadonlyArray<string> = ['FORM_TYPE', COUNT, PENDING, SENDER, BODY]

const marker = 'only-here'

const forms: ReadonlyArray<Law> = [
  forAll(
    law('form', 'SUM-4', 'The form is of type submit; a field is there once, with one value that is not empty.', {
      level: 'MUST',
      section: 'XEP-0004 §3.2',
    }),
    { sent: stanzaOfKind() },
    ({ sent }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', sent.stanza),
        all(
          pushes(PHONE),
          everyPush('a form of type submit', ({ formType }) => formType === 'submit'),
          everyPush(
            "each field once, with one value, by a name of the registry or {namespace}name for one's own",
            ({ summary }) =>
              new Set(summary.map(({ name }) => name)).size === summary.length &&
              summary.every(({ name, values }) => NAMES.includes(name) && values.length === 1 && values[0] !== ''),
          ),
        ),
      ),
    ],
  ),
  fixed(
    law('nothing-else', 'SUM-4', 'Nothing else of the stanza is in the payload.', {
      options: { includeBody: true, includeSender: true },
    }),
    ...gone(PHONE),
    stored(
      delivery(
        'k1',
        message(
          [
            body('Hello'),
            el('subject', {}, [marker]),
            el(marker, { xmlns: 'urn:example:x' }, [marker]),
            el('thread', {}, [marker]),
          ],
          { id: marker },
        ),
      ),
      all(
        pushes(PHONE),
        field(BODY, 'Hello'),
        everyPush('nothing of the stanza but sender and body', ({ iq }) => !wholeText(iq).includes(marker)),
      ),
    ),
  ),
]

/** SUM-1 to SUM-4. */
export const summary: ReadonlyArray<Law> = [...counting, ...senders, ...bodies, ...forms]
