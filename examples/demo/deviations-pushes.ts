/**
 * Deviations in what is pushed: the numbered list of the README, and what carbons and nodes are read as.
 */
import {
  bodyField,
  both,
  hasBody,
  hasEmptyFirstBody,
  hasSameOptions,
  isCarbon,
  isEncrypted,
  isForgedCarbon,
  onlyLibrary,
  onlyServer,
  removedUnderItsSession,
  sameBut,
  sameSummary,
  senderField,
  skips,
  value,
} from '../live/case.js'
import type { Deviation } from './deviations.js'
import type { Difference } from './difference.js'
import type { ObservedPush } from './observed.js'

const skippedFor = ({ skip }: Difference, code: string): boolean =>
  skip?.reasons.some((why) => why.code === code) === true

const bodyOf = (push: ObservedPush | undefined): string | undefined => push?.summary[bodyField]

export const pushDeviations: ReadonlyArray<Deviation> = [
  {
    id: 'empty-important-body',
    number: 1,
    rules: ['SUM-3', 'TRG-5'],
    title: 'an empty important body sends no body, and makes one importance class',
    there: 'An empty important body is sent as a body, and counts as a class of its own.',
    replayed: (it) =>
      it.importantBody === '' &&
      ((it.aspect === 'body' && !it.includeBody && bodyOf(it.module) === '' && bodyOf(it.library) === undefined) ||
        (it.aspect === 'only-module' && skippedFor(it, 'stands-for'))),
    onTheWire: (it) =>
      it.options.importantBody === '' &&
      !it.options.includeBody &&
      value(it.server, bodyField) === '' &&
      (onlyServer(it) || sameBut(it, bodyField)),
  },
  {
    id: 'errors-per-account',
    number: 2,
    rules: ['ERR-6'],
    title: 'error counts are per account',
    there: 'Two users with the same service and node share one count of errors.',
    replayed: (it) =>
      (it.aspect === 'only-library' && it.isExpected && !it.moduleHas) ||
      (it.aspect === 'only-module' && !it.isExpected && it.moduleHas),
  },
  {
    id: 'removed-registration',
    number: 3,
    rules: ['DIS-4'],
    title: 'nothing goes to a removed registration',
    there: 'A session pushes on to a registration that was removed from elsewhere.',
    replayed: (it) => it.aspect === 'only-module' && it.bound === false && it.session !== 'resumed',
    onTheWire: (it) => onlyServer(it) && removedUnderItsSession(it),
  },
  {
    id: 'queue-told-again',
    number: 12,
    rules: ['TRG-5', 'DUP-1'],
    title: 'a push for a queue stands for all its stanzas of that class',
    there: 'A stanza that a push of the same queue stood for is pushed when the queue is walked again.',
    replayed: (it) => it.aspect === 'only-module' && skippedFor(it, 'already-notified') && it.told === 'stood-for',
    onTheWire: (it) =>
      onlyServer(it) && skips(it, 'ever').includes('stands-for') && skips(it, 'now').includes('already-notified'),
  },
  {
    id: 'copy-pushed-again',
    number: 4,
    rules: ['DUP-1'],
    title: 'a copied stanza is not pushed again',
    there: 'A copy of a stanza has lost its mark and is pushed again.',
    replayed: (it) => it.aspect === 'only-module' && skippedFor(it, 'already-notified') && it.told === 'pushed',
    onTheWire: (it) => onlyServer(it) && skips(it, 'now').includes('already-notified'),
  },
  {
    id: 'carbon-outside',
    number: 5,
    rules: ['SUM-2', 'SUM-3'],
    title: "a received carbon's summary shows the inner message",
    there: 'The summary of a received carbon shows the carbon, not the message inside.',
    replayed: (it) => it.carbon && (it.aspect === 'sender' || (it.aspect === 'body' && it.includeBody)),
    onTheWire: (it) => isCarbon(it) && sameBut(it, senderField, bodyField),
  },
  {
    id: 'encrypted-body',
    number: 6,
    rules: ['SUM-3'],
    title: 'an important message without a body to show carries the important body',
    there: 'With bodies on, an important message without a body to show has its fallback body or none.',
    replayed: (it) =>
      it.aspect === 'body' &&
      it.includeBody &&
      it.bodyless &&
      it.importance === 'important' &&
      bodyOf(it.library) === (it.importantBody === '' ? undefined : it.importantBody),
    onTheWire: (it) =>
      it.options.includeBody &&
      (isEncrypted(it) || !hasBody(it)) &&
      sameBut(it, bodyField) &&
      value(it.library, bodyField) === it.options.importantBody,
  },
  {
    id: 'collected-by-resumed',
    number: 7,
    rules: ['TRG-8'],
    title: 'resuming drops what was collected',
    there: 'What was collected before a session resumed is pushed by its next timer.',
    replayed: (it) => it.aspect === 'only-module' && it.session === 'resumed' && it.trigger === 'TimerFired',
  },
  {
    id: 'empty-body',
    number: 8,
    rules: ['SUM-4'],
    title: 'the form is `submit`, without empty fields',
    there: 'An empty body is sent as an empty field.',
    replayed: (it) =>
      it.aspect === 'empty-fields' ||
      (it.aspect === 'body' && bodyOf(it.module) === '' && bodyOf(it.library) === undefined),
    onTheWire: (it) =>
      value(it.server, bodyField) === '' && value(it.library, bodyField) === undefined && sameBut(it, bodyField),
  },
  {
    id: 'answer-counted-again',
    number: 9,
    rules: ['ERR-3'],
    title: 'one answer counts for one publish',
    // The host's part: it drops an answer that no publish waits for, so the library never sees what would differ.
    there: 'An error may be counted again.',
  },
  {
    id: 'carbon-forged',
    rules: ['IMP'],
    title: 'only a carbon from the account itself is one',
    there: 'What looks like a carbon is judged by the message inside, whoever it is from.',
    replayed: (it) => it.forged && ['body', 'only-module', 'only-library'].includes(it.aspect),
    onTheWire: (it) => isForgedCarbon(it) && sameBut(it, bodyField),
  },
  {
    id: 'empty-first-body',
    rules: ['IMP', 'SUM-3'],
    title: 'of several bodies the first one that is not empty counts',
    there: 'Of several bodies the first one counts, empty or not.',
    replayed: (it) => it.emptyFirst && ['body', 'only-module', 'only-library'].includes(it.aspect),
    onTheWire: (it) => hasEmptyFirstBody(it) && (onlyLibrary(it) || onlyServer(it) || sameBut(it, bodyField)),
  },
  {
    id: 'archived-for-another',
    rules: ['TRG-3'],
    title: 'an archived message counts where it is addressed to the account',
    there: 'Of the address of an archived message only the local part counts, and a domain counts as the user.',
    replayed: (it) => it.aspect === 'only-module' && it.trigger === 'Archived' && skippedFor(it, 'archived-elsewhere'),
    onTheWire: (it) => onlyServer(it) && skips(it, 'now').includes('archived-elsewhere'),
  },
  {
    id: 'empty-node',
    rules: ['REG-3', 'PUB-1'],
    title: 'an empty node is none',
    there: 'A registration that was enabled with an empty node is published to with an empty node attribute.',
    onTheWire: (it) => both(it) && it.server?.node === '' && it.library?.node === undefined,
  },
  {
    id: 'collected-is-lost',
    number: 10,
    rules: ['TRG-10'],
    title: 'the collected stanzas of a closed session are pushed when it closes',
    there: 'What was collected for a session is never pushed when the session closes within that second.',
    replayed: (it) =>
      (it.aspect === 'only-library' && it.trigger === 'SessionClosed') ||
      (it.aspect === 'only-module' && it.trigger === 'TimerFired' && it.session === 'gone' && it.told !== undefined),
    onTheWire: (it) => onlyLibrary(it) && it.difference.library?.cause.event._tag === 'SessionClosed',
  },
  {
    id: 'options-of-session',
    number: 11,
    rules: ['REG-4'],
    title: "a session's pushes carry the latest publish options of its registration",
    there: "A session's pushes carry the publish options of its own last enable.",
    replayed: (it) => it.aspect === 'publish-options' && it.bound === true,
    onTheWire: (it) => both(it) && sameSummary(it) && !hasSameOptions(it),
  },
  {
    id: 'hibernation-shortened',
    number: 13,
    rules: ['RES-1'],
    title: 'a hibernation is only ever extended',
    // No resume timeout is on the wire or in a log: what differs is when the server closes the session.
    there: 'A small push_max_hibernation_timeout shortens a hibernation.',
  },
  {
    id: 'enabled-again',
    number: 14,
    rules: ['DUP-1', 'DIS-4'],
    title: 'a registration that was removed and is enabled again is a new one',
    there: "A stanza's mark names service and node, and outlives the registration.",
    replayed: (it) => it.aspect === 'only-library' && it.toldBefore,
  },
]
