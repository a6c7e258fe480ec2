/**
 * What holds after every step, whatever happened: the invariants at the head of `step.ts`, as predicates with a sentence.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Account,
  type Effect,
  type Event,
  type Options,
  publishElement,
  publishText,
  readAccount,
  type RegistrationKey,
} from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { isDeepStrictEqual } from 'node:util'
import { canonicalText } from '../../../src/conformance/canonical.js'
import { timersOf } from '../../../src/state/session.js'

/** One step, and what the host knows of all steps before. */
export interface Stepped {
  readonly options: Options
  readonly event: Event
  readonly before: Account
  readonly after: Account
  readonly effects: ReadonlyArray<Effect>
  /** Timers that were started, and neither stopped nor fired. */
  readonly running: ReadonlySet<string>
  /** Numbers of registrations that are gone. */
  readonly gone: ReadonlySet<number>
  /** Key and number of everything that was pushed. */
  readonly told: ReadonlySet<string>
  /** Milliseconds since the first step. */
  readonly elapsed: number
}

type Holds = (stepped: Stepped) => boolean

const keyText = ({ service, node }: RegistrationKey): string => JSON.stringify([service, node])

const areDistinct = (values: ReadonlyArray<unknown>): boolean => new Set(values).size === values.length

const ORDER: ReadonlyArray<ReadonlyArray<Effect['_tag']>> = [
  ['Save'],
  ['Reply'],
  ['Drop'],
  ['StopTimer'],
  ['Publish', 'PublishSealed', 'Skip'],
  ['SetResumeTimeout'],
  ['StartTimer'],
]

const placeOf = ({ _tag }: Effect): number => ORDER.findIndex((tags) => tags.includes(_tag))

const isPublish = (effect: Effect): effect is Extract<Effect, { _tag: 'Publish' | 'PublishSealed' }> =>
  effect._tag === 'Publish' || effect._tag === 'PublishSealed'

const timers = ({ sessions }: Account): ReadonlyArray<string> => Object.values(sessions).flatMap(timersOf)

/** One name of what was pushed to whom. */
export const toldName = (key: string, number: number | undefined): string => `${number ?? '?'} ${key}`

/** A member that is undefined is none: a store knows no difference. */
const plain = (account: Account): unknown => JSON.parse(JSON.stringify(account))

const again = (account: Account): E.Either<unknown, Account> => readAccount(plain(account))

/** Whether the log of the account holds all that was ever put into it. */
const remembersAll = ({ options, elapsed }: Stepped): boolean =>
  options.maxNotified >= 512 && options.maxNotifiedAgeMs > elapsed

/** The table: every invariant in words. */
const INVARIANTS: Readonly<Record<string, Holds>> = {
  'registrations have distinct keys': ({ after }) => areDistinct(after.registrations.map(keyText)),
  'registrations have distinct numbers': ({ after }) => areDistinct(after.registrations.map(({ number }) => number)),
  'no number is given twice': ({ after, gone }) =>
    after.registrations.every(({ number }) => number < after.nextNumber && !gone.has(number)),
  'there are at most maxDevices': ({ after, options }) => after.registrations.length <= options.maxDevices,
  'a session is bound only to a registration that is there': ({ after }) => {
    const there = new Set(after.registrations.map(keyText))
    return Object.values(after.sessions).every(({ bound }) => O.isNone(bound) || there.has(keyText(bound.value)))
  },
  'a session has a timer exactly while something is collected for it': ({ after }) =>
    Object.values(after.sessions).every(({ timer, collected }) => O.isSome(timer) === collected.length > 0),
  'only what is bound has an extended hibernation': ({ after }) =>
    Object.values(after.sessions).every(
      ({ bound, hibernation }) => O.isNone(hibernation) || !hibernation.value.extended || O.isSome(bound),
    ),
  'the timers of sessions run, and no others': ({ after, running }) =>
    isDeepStrictEqual(new Set(timers(after)), running),
  'timers are named after the account': ({ after, effects }) =>
    effects.every((one) => one._tag !== 'StartTimer' || one.timer.startsWith(`${after.jid}/`)),
  'effects come in their order': ({ effects }) =>
    effects.every((one, index) => index === 0 || placeOf(effects[index - 1] ?? one) <= placeOf(one)),
  'who comes or goes is saved': ({ before, after, effects }) =>
    isDeepStrictEqual(before.registrations.map(keyText).sort(), after.registrations.map(keyText).sort()) ||
    effects.some(({ _tag }) => _tag === 'Save'),
  'what is saved is what is there': ({ after, effects }) =>
    effects.every((one) => one._tag !== 'Save' || isDeepStrictEqual(one.registrations, after.registrations)),
  'who goes is dropped': ({ before, after, effects }) =>
    before.registrations.every(
      ({ number, ...key }) =>
        after.registrations.some((one) => one.number === number) ||
        effects.some((one) => one._tag === 'Drop' && keyText(one.registration) === keyText(key)),
    ),
  'nothing is published to who is not there': ({ after, effects }) =>
    effects
      .filter(isPublish)
      .every(({ registration }) =>
        after.registrations.some((one) => one.number === registration.number && keyText(one) === keyText(registration)),
      ),
  'nothing is pushed twice': (stepped) => {
    const pushed = stepped.effects
      .filter(isPublish)
      .flatMap(({ key, registration: { number } }) => (key === undefined ? [] : [toldName(key, number)]))
    return areDistinct(pushed) && (!remembersAll(stepped) || pushed.every((one) => !stepped.told.has(one)))
  },
  'at most 32 calls are remembered': ({ after }) => after.calls.length <= 32,
  'an account comes back from a store as it was': ({ after }) => {
    const read = again(after)
    return E.isRight(read) && isDeepStrictEqual(plain(read.right), plain(after))
  },
}

/** The text of a publish is its element. */
const isWritten = (effect: Effect): boolean => {
  if (effect._tag !== 'Publish') return true
  const parsed = parseXml(publishText('id')(effect))
  return E.isRight(parsed) && canonicalText(parsed.right) === canonicalText(publishElement('id')(effect))
}

/** The first invariant that does not hold. */
export const broken = (stepped: Stepped): string | undefined =>
  Object.entries(INVARIANTS).find(([, holds]) => !holds(stepped))?.[0] ??
  (stepped.effects.slice(0, 1).every(isWritten) ? undefined : 'the text of a publish is its element')
