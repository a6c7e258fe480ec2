/**
 * Where mod_cloud_notify does something else than the rules with `policies.prosody`: the numbered list of the README, and
 * what its README leaves open. Each has the predicate that recognises it; a difference that none of them explains is a fault.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Account, Delivery, Session, XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import { type Difference, type Push, valueOf } from './difference.js'
import {
  accountsAround,
  deliveriesOf,
  explainedAt,
  eventsAt,
  history,
  isRegistered,
  type Situation,
  tagsAt,
} from './situation.js'

/** One deviation: its number in the README, where it has one, and what it is. */
export interface Deviation {
  readonly number?: number
  readonly title: string
  readonly explains: (situation: Situation) => boolean
}

const bodyOf = (push: Push | undefined): string | undefined => {
  const body = push && valueOf(push.summary, 'last-message-body')
  return body === '' ? undefined : body
}

const pushOf = ({ module, library }: Difference): Push | undefined => module ?? library

/** The same with the push that differs, where there is one. */
const withPush =
  (explains: (situation: Situation, push: Push) => boolean) =>
  (situation: Situation): boolean => {
    const push = pushOf(situation.difference)
    return push !== undefined && explains(situation, push)
  }

const isAspect = ({ difference }: Situation, ...aspects: ReadonlyArray<Difference['aspect']>): boolean =>
  aspects.includes(difference.aspect)

const hasRule = (situation: Situation, push: Push, rule: string): boolean =>
  explainedAt(situation, situation.difference.step, push).some(({ pushed, rules }) => !pushed && rules.includes(rule))

/** A session's queue holds copies, and what is collected for it are copies of those. */
const isOfCopies = (situation: Situation, step: number): boolean =>
  situation.scene.steps[step]?.action._tag === 'Advance' ||
  tagsAt(situation, step).every((tag) =>
    ['HibernationStarted', 'QueuedWhileHibernating', 'AckDelayed', 'SessionClosed'].includes(tag),
  )

/** How the rules told a stanza that they pass over now: by a push for it or for another, and whether a copy was concerned. */
const toldBy = (situation: Situation, push: Push): ReadonlySet<'push' | 'stand-in'> => {
  const { step } = situation.difference
  const passedOver = explainedAt(situation, step, push).filter(
    ({ pushed, rules }) => !pushed && rules.includes('DUP-1'),
  )
  const before = history(situation, push).filter((one) => one < step)
  return new Set(
    passedOver.flatMap(({ key }): ReadonlyArray<'push' | 'stand-in'> => {
      const told = before.filter((one) => explainedAt(situation, one, push).some((it) => it.key === key && it.pushed))
      const last = told[0]
      if (last === undefined) return ['stand-in']
      return isOfCopies(situation, step) || isOfCopies(situation, last) ? ['push'] : []
    }),
  )
}

const isCarbon = ({ stanza }: Delivery): boolean => serializeXml(stanza).includes('urn:xmpp:carbons:2')

const bodies = (stanza: XmlElement): ReadonlyArray<XmlElement> =>
  stanza.children.filter((child): child is XmlElement => typeof child === 'object' && child.name === 'body')

/** It has several bodies, the first of them empty; a carbon may hold such a message. */
const isEmptyFirst = (stanza: XmlElement): boolean =>
  (bodies(stanza).length > 1 && bodies(stanza)[0]?.children.length === 0) ||
  stanza.children.some((child) => typeof child === 'object' && isEmptyFirst(child))

/** Whether a stanza that the difference may be about is of that kind. */
const isAbout = (situation: Situation, isOfKind: (delivery: Delivery) => boolean): boolean =>
  deliveriesOf(situation, pushOf(situation.difference)).some(isOfKind)

const sessionsOf = (account: Account | undefined): ReadonlyArray<Session> => Object.values(account?.sessions ?? {})

const isBoundTo = ({ bound }: Session, { service, node = '' }: Push): boolean =>
  O.isSome(bound) && bound.value.service === service && bound.value.node === node

/** A session closes, or another one takes its resource. */
const endsSession = (situation: Situation, step: number): boolean =>
  tagsAt(situation, step).some((tag) => tag === 'SessionClosed' || tag === 'SessionOpened')

const happened = (situation: Situation, push: Push, tag: string): boolean =>
  history(situation, push).some((step) => tagsAt(situation, step).includes(tag))

/** Requests of the client so far, by the name of their element. */
const requests = (situation: Situation, push: Push, name: string): number =>
  history(situation, push)
    .flatMap((step) => eventsAt(situation, step))
    .filter((event) => JSON.stringify(event).includes(`"name":"${name}"`)).length

const answered = ({ difference: { words } }: Situation, module: string, ...library: ReadonlyArray<string>): boolean =>
  words !== undefined &&
  words.module.endsWith(` ${module}`) &&
  library.some((answer) => words.library.endsWith(` ${answer}`))

const timeoutOf = (words: string | undefined): number | undefined =>
  words === undefined || words === '' ? undefined : Number(words.split(' ').at(-1))

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
      isAbout(it, isCarbon) && (isAspect(it, 'sender') || (isAspect(it, 'body') && it.options.includeBody)),
  },
  {
    title: 'a carbon is unwrapped from anybody',
    explains: (it) => isAbout(it, isCarbon) && isAspect(it, 'body', 'resume-timeout', 'only-module', 'only-library'),
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
          history(it, push).some((step) => endsSession(it, step))),
    ),
  },
  {
    number: 7,
    title: 'what was collected is kept when the session resumes',
    explains: withPush(
      (it, push) =>
        isAspect(it, 'only-module', 'body', 'sender') &&
        it.scene.steps[it.difference.step]?.action._tag === 'Advance' &&
        happened(it, push, 'SessionResumed'),
    ),
  },
  {
    title: 'a registration that could not be saved is there all the same',
    explains: withPush(
      (it) =>
        isAspect(it, 'only-module', 'only-library') &&
        it.scene.steps.some(({ action }, step) => step < it.difference.step && action._tag === 'FailSaves'),
    ),
  },
  {
    number: 11,
    title: "a session's pushes carry the publish options of its own last enable",
    explains: withPush(
      (it, push) =>
        isAspect(it, 'publish-options') &&
        requests(it, push, 'enable') > 1 &&
        sessionsOf(accountsAround(it, push.account).before).some((session) => isBoundTo(session, push)),
    ),
  },
  {
    number: 3,
    title: 'a session keeps pushing to a registration that is gone',
    explains: (it) =>
      (isAspect(it, 'only-module') &&
        withPush((_, push) => !isRegistered(accountsAround(it, push.account).after, push))(it)) ||
      (isAspect(it, 'resume-timeout') &&
        it.difference.words?.module === '' &&
        tagsAt(it, it.difference.step).includes('IqReceived')),
  },
  {
    number: 14,
    title: 'a registration that was removed and is enabled again is the old one',
    explains: withPush(
      (it, push) =>
        isAspect(it, 'only-library') && requests(it, push, 'disable') > 0 && requests(it, push, 'enable') > 1,
    ),
  },
  {
    title: 'the form of a client goes out as it is: without FORM_TYPE, or with one of any type',
    explains: (it) => isAspect(it, 'publish-options'),
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
