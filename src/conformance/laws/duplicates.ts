/**
 * DUP: the same stanza is never pushed twice to one registration.
 */
import * as fc from 'fast-check'
import type { XmlElement } from '../../xml/element.js'
import { stanza } from '../arbitraries/stanza.js'
import { everyPush, noPush, pushes, that } from '../expect.js'
import { type Draft, fixed, forAll, type Law, seed } from '../law.js'
import type { Step } from '../scene.js'
import {
  ackDelayed,
  archived,
  closes,
  delivery,
  device,
  enables,
  gone,
  hibernates,
  look,
  opens,
  PHONE,
  queued,
  resumes,
  stored,
  TABLET,
  together,
  toBare,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'

const law = (id: string, requirement: string, more: Partial<Draft> = {}): Draft => ({
  id: `seed/duplicates/${id}`,
  rules: ['DUP-1'],
  level: 'SEED',
  ...seed,
  requirement,
  ...more,
})

/** The table: every trigger of one stanza, for a registration whose session `phone` is connected before and after. */
const TRIGGERS: Readonly<Record<string, (copy: XmlElement) => ReadonlyArray<Step>>> = {
  offline: (copy) => [stored(delivery('same', copy))],
  groupchat: (copy) => [toBare(delivery('same', copy))],
  hibernation: (copy) => [hibernates('phone', [delivery('same', copy)]), resumes('phone')],
  queued: (copy) => [hibernates('phone', []), queued('phone', delivery('same', copy)), wait(10_000), resumes('phone')],
  'ack-delay': (copy) => [ackDelayed('phone', [delivery('same', copy)]), wait(10_000)],
}

/** Keys that are one where they are folded, trimmed, normalised or cut. */
const KEYS = ['archive-1', 'Archive-1', 'ARCHIVE-1', ' archive-1', 'archive-10', 'archive-e\u0301', 'archive-\u00e9']

const trigger = fc.constantFrom(...Object.values(TRIGGERS))

/** Another tree of the same stanza, as another part of the server hands it over. */
const copied = (element: XmlElement): XmlElement => ({
  ...element,
  attrs: { ...element.attrs },
  children: element.children.map((child) => (typeof child === 'string' ? child : copied(child))),
})

const silent = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> => steps.map((one) => ({ ...one, expect: noPush }))

export const duplicates: ReadonlyArray<Law> = [
  forAll(
    law('stored-twice', 'A stanza that is stored twice is pushed once.'),
    { stanzas: fc.array(stanza(), { minLength: 1, maxLength: 4 }) },
    ({ stanzas }) => [
      ...gone(PHONE),
      ...stanzas.map((any, index) => stored(delivery(`k${index}`, any), pushes(PHONE))),
      ...stanzas.map((any, index) => stored(delivery(`k${index}`, copied(any)), noPush)),
    ],
  ),
  forAll(
    law(
      'across-triggers',
      'A stanza that was pushed to a registration is not pushed there again, whatever the triggers.',
      {
        needs: ['offline', 'groupchat-to-bare', 'hibernation', 'ack-delay'],
      },
    ),
    { first: trigger, second: trigger, stanza: stanza() },
    ({ first, second, stanza: any }) => [...device('phone', PHONE), ...first(any), ...silent(second(any))],
  ),
  forAll(
    law('copies', 'A copy of a stanza is that stanza: its key tells, not the element.', {
      needs: ['offline', 'groupchat-to-bare', 'hibernation', 'ack-delay'],
    }),
    { first: trigger, second: trigger, stanza: stanza() },
    ({ first, second, stanza: any }) => {
      const { id: _id, ...attrs } = any.attrs
      return [
        ...device('phone', PHONE),
        ...first(any),
        ...silent(second(copied({ ...any, attrs: { ...attrs, 'xml:lang': 'de' } }))),
      ]
    },
  ),
  forAll(
    law('key-to-the-letter', 'Keys that differ in a letter, its case or its form are those of two stanzas.'),
    { keys: fc.shuffledSubarray(KEYS, { minLength: 5 }) },
    ({ keys }) => [...gone(PHONE), ...keys.map((one) => stored(delivery(one, chat()), pushes(PHONE)))],
  ),
  forAll(
    law('each-registration', 'What one registration was told of is still new to another.', {
      needs: ['offline', 'archive'],
    }),
    { stanza: stanza(undefined, ['body', 'omemo', 'subject', 'chat-state']) },
    ({ stanza: any }) => [
      ...device('phone', PHONE),
      stored(delivery('same', any), pushes(PHONE)),
      enables('phone', TABLET),
      stored(delivery('same', any), pushes(TABLET)),
      closes('phone'),
      opens('desk'),
      archived(delivery('same', any), noPush),
      archived(delivery('other', any), pushes(PHONE, TABLET)),
    ],
  ),
  forAll(
    law('bounded-in-number', 'Of the stanzas that were pushed, the last maxNotified are remembered.', {
      needs: ['offline', 'options:maxNotified'],
    }),
    { maxNotified: fc.integer({ min: 1, max: 4 }) },
    ({ maxNotified }) => [
      ...gone(PHONE),
      ...Array.from({ length: maxNotified + 1 }, (_, index) => stored(delivery(`k${index}`, chat()), pushes(PHONE))),
      ...Array.from({ length: maxNotified }, (_, index) => stored(delivery(`k${index + 1}`, chat()), noPush)),
      stored(delivery('k0', chat()), pushes(PHONE)),
    ],
    ({ maxNotified }) => ({ maxNotified }),
  ),
  fixed(
    law('at-once', 'What was pushed while a request was being saved was pushed: it is not forgotten.', {
      needs: ['offline', 'concurrent'],
    }),
    ...gone(PHONE),
    opens('desk'),
    together(
      [enables('desk', TABLET), stored(delivery('same', chat()))],
      everyPush('a push to who is there', (push) => [PHONE, TABLET].some(({ node }) => node === push.node)),
    ),
    stored(
      delivery('same', chat()),
      everyPush('no second push', (push) => push.node !== PHONE.node),
    ),
    stored(delivery('other', chat()), pushes(PHONE, TABLET)),
  ),
  forAll(
    law('side-by-side', 'A stanza that comes several times at once, by whatever way, is pushed once.', {
      needs: ['offline', 'archive', 'concurrent'],
    }),
    {
      stanza: stanza(undefined, ['body', 'omemo', 'subject', 'chat-state']),
      times: fc.integer({ min: 2, max: 4 }),
      alsoArchived: fc.boolean(),
    },
    ({ stanza: any, times, alsoArchived }) => [
      ...gone(PHONE),
      together(
        [
          ...(alsoArchived ? [archived(delivery('same', any))] : []),
          ...Array.from({ length: times }, () => stored(delivery('same', copied(any)))),
        ],
        pushes(PHONE),
      ),
      stored(delivery('same', any), noPush),
    ],
  ),
  fixed(
    law('bounded-in-age', 'What was pushed is remembered for maxNotifiedAgeMs.', {
      needs: ['offline', 'virtual-clock'],
      options: { maxNotifiedAgeMs: 60_000 },
    }),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    wait(60_000),
    stored(delivery('k1', chat()), noPush),
    wait(1),
    stored(delivery('k1', chat()), pushes(PHONE)),
  ),
  fixed(
    law('state-does-not-grow', 'What is kept for an account does not grow with every push.', {
      needs: ['offline', 'state-size'],
      options: { maxNotified: 8 },
    }),
    ...gone(PHONE),
    ...Array.from({ length: 100 }, (_, index) => stored(delivery(`key-${index + 100}`, chat()))),
    look(() => undefined),
    ...Array.from({ length: 200 }, (_, index) => stored(delivery(`key-${index + 200}`, chat()))),
    look(
      that('after 200 more pushes no more is kept than before', ({ inspected }, before) => {
        const [earlier = 0, now = Infinity] = [
          ...before.map((one) => one.inspected.size).filter((size) => size !== undefined),
          inspected.size,
        ]
        return now <= 1.5 * earlier
      }),
    ),
  ),
]
