/**
 * Where mod_cloud_notify does something else than the rules with `policies.prosody`: the numbered list of the README, and
 * what its README leaves open. Each has the predicate that recognises it; a difference that none of them explains is a fault.
 */
import { isOfCollected } from './collected.js'
import {
  answered,
  bodyOf,
  enabledSinceRestart,
  endsSession,
  formsOf,
  formText,
  hasRule,
  isAbout,
  isAspect,
  isCarbon,
  isEmptyFirst,
  isOfCopies,
  lastErrorUnsaved,
  lastUnsaved,
  requests,
  timeoutOf,
  toldBy,
  wasToldBefore,
  withPush,
} from './evidence.js'
import { accountsAround, isRegistered, type Situation, tagsAt } from './situation.js'

/** One deviation: its number in the README, where it has one, and what it is. */
export interface Deviation {
  readonly number?: number
  readonly title: string
  readonly explains: (situation: Situation) => boolean
}

/** The list, in the order in which a difference is asked about. */
export const DEVIATIONS: ReadonlyArray<Deviation> = [
  {
    number: 8,
    title: 'the form is of type `form`, with fields that have no value',
    explains: (it) => isAspect(it, 'form-type', 'empty-fields'),
  },
  {
    number: 1,
    title: 'an empty important body is sent, and makes two importance classes',
    explains: (it) =>
      it.options.importantBody === '' &&
      ((isAspect(it, 'only-module') && withPush((_, push) => hasRule(it, push, 'TRG-5'))(it)) ||
        (isAspect(it, 'body') &&
          bodyOf(it.difference.module) === undefined &&
          bodyOf(it.difference.library) === undefined) ||
        (isAspect(it, 'resume-timeout') && it.difference.words?.module === '')),
  },
  {
    number: 13,
    title: 'a hibernation is shortened, too',
    explains: (it) =>
      isAspect(it, 'resume-timeout') &&
      tagsAt(it, it.difference.step).includes('HibernationStarted') &&
      it.difference.words?.library === '' &&
      timeoutOf(it.difference.words.module) === it.options.maxHibernationMs,
  },
  {
    number: 5,
    title: 'the summary of a received carbon shows the outer stanza',
    explains: (it) =>
      isAbout(it, isCarbon(it, true)) && (isAspect(it, 'sender') || (isAspect(it, 'body') && it.options.includeBody)),
  },
  {
    title: 'a carbon is unwrapped from anybody',
    explains: (it) =>
      isAbout(it, isCarbon(it, false)) && isAspect(it, 'body', 'resume-timeout', 'only-module', 'only-library'),
  },
  {
    title: 'of several bodies the first one counts, empty or not',
    explains: (it) =>
      isAbout(it, ({ stanza }) => isEmptyFirst(stanza)) &&
      isAspect(it, 'body', 'resume-timeout', 'only-module', 'only-library'),
  },
  {
    number: 6,
    title: 'what has no body to show has no important body either, and a fallback body is sent',
    explains: (it) =>
      isAspect(it, 'body') &&
      it.options.includeBody &&
      [undefined, it.options.importantBody].includes(bodyOf(it.difference.library)),
  },
  {
    number: 4,
    title: 'a copied stanza is pushed again',
    explains: withPush((it, push) => isAspect(it, 'only-module', 'body', 'sender') && toldBy(it, push).has('push')),
  },
  {
    number: 12,
    title: 'a push for a queue stands for no other stanza',
    explains: withPush((it, push) => isAspect(it, 'only-module', 'body', 'sender') && toldBy(it, push).has('stand-in')),
  },
  {
    number: 10,
    title: 'what was collected for a closed session is pushed later',
    explains: withPush(
      (it, push) =>
        (isAspect(it, 'only-library') && endsSession(it, it.difference.step)) ||
        (isAspect(it, 'only-module') &&
          it.scene.steps[it.difference.step]?.action._tag === 'Advance' &&
          isOfCollected(it, push, 'gone')),
    ),
  },
  {
    number: 7,
    title: 'what was collected is kept when the session resumes',
    explains: withPush(
      (it, push) =>
        isAspect(it, 'only-module', 'body', 'sender') &&
        it.scene.steps[it.difference.step]?.action._tag === 'Advance' &&
        isOfCollected(it, push, 'resumed'),
    ),
  },
  {
    title: 'a request that could not be saved is in force all the same',
    explains: withPush(
      (it, push) =>
        (isAspect(it, 'only-module') && lastUnsaved(it, push) === 'enable') ||
        (isAspect(it, 'only-library') && lastUnsaved(it, push) === 'disable'),
    ),
  },
  {
    title: 'a registration that errors end is gone, saved or not',
    explains: withPush((it, push) => isAspect(it, 'only-library') && lastErrorUnsaved(it, push)),
  },
  {
    title: 'after a restart any of the devices that were there makes room for a new one',
    // They are read back from the store with `pairs`, in whatever order Lua has.
    explains: withPush(
      (it, push) =>
        isAspect(it, 'only-module', 'only-library') &&
        (accountsAround(it, push.account).before?.registrations.length ?? 0) >= it.options.maxDevices &&
        enabledSinceRestart(it, push),
    ),
  },
  {
    number: 11,
    title: "a session's pushes carry the publish options of its own last enable",
    explains: withPush(
      (it, push) =>
        isAspect(it, 'publish-options') &&
        isOfCopies(it, it.difference.step) &&
        requests(it, push, 'enable') > 1 &&
        formsOf(it, push).includes(formText(it.difference.module?.options)),
    ),
  },
  {
    number: 3,
    title: 'a session keeps pushing to a registration that is gone',
    explains: (it) =>
      (isAspect(it, 'only-module') &&
        isOfCopies(it, it.difference.step) &&
        withPush((_, push) => !isRegistered(accountsAround(it, push.account).after, push))(it)) ||
      (isAspect(it, 'resume-timeout') &&
        it.difference.words?.module === '' &&
        tagsAt(it, it.difference.step).includes('IqReceived')),
  },
  {
    number: 14,
    title: 'a registration that was removed and is enabled again is the old one',
    explains: withPush((it, push) => isAspect(it, 'only-library') && wasToldBefore(it, push)),
  },
  {
    title: 'the first form of a client goes out as it is: any, without FORM_TYPE, or with one of any type',
    explains: withPush(
      (it, push) =>
        isAspect(it, 'publish-options') &&
        it.difference.module?.options !== undefined &&
        formsOf(it, push).at(-1) === formText(it.difference.module.options),
    ),
  },
  {
    title: 'an empty node is sent',
    explains: (it) =>
      isAspect(it, 'node') && it.difference.module?.node === '' && it.difference.library?.node === undefined,
  },
  {
    title: 'a jid that is none, the own bare JID, any form and any size are taken',
    explains: (it) => isAspect(it, 'answer') && answered(it, 'result', 'modify/bad-request', 'modify/policy-violation'),
  },
  {
    title: 'a request that is none of the two is not available',
    explains: (it) =>
      isAspect(it, 'answer') &&
      answered(it, 'cancel/service-unavailable', 'cancel/not-allowed', 'cancel/feature-not-implemented'),
  },
  {
    title: 'a message that the account sent to a domain counts as one to itself',
    explains: (it) =>
      isAspect(it, 'only-module') &&
      tagsAt(it, it.difference.step).includes('Archived') &&
      isAbout(it, ({ stanza }) => stanza.attrs['to']?.includes('@') === false),
  },
]

/** The first deviation that explains a difference. */
export const explainDifference = (situation: Situation): Deviation | undefined =>
  DEVIATIONS.find(({ explains }) => explains(situation))

/** A deviation as a report names it. */
export const deviationText = ({ number, title }: Deviation): string =>
  number === undefined ? `not in its README: ${title}` : `deviation ${number}: ${title}`
