/**
 * What a store gives back, checked: registrations of a `Save`, or a whole account.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { Account, Badge, RememberedCall } from './account.js'
import { FIXED_CAUSES, POLICY_CAUSES } from './causes.js'
import {
  type Check,
  fault,
  flag,
  is,
  listOf,
  maybe,
  number,
  object,
  oneOf,
  option,
  recordOf,
  type StoreError,
  text,
  time,
  whole,
} from './check.js'
import type { CallFacts, Facts, HostFacts } from './facts.js'
import { type Jid, type JidError, parseBareJid, parseJid } from './jid.js'
import { type LogPage, marksOf } from './push-log.js'
import {
  type Failing,
  type FormField,
  type Registration,
  type RegistrationKey,
  registrationOf,
  type RoomFilter,
  type Seal,
  sameKey,
  type Settings,
} from './registration.js'
import type { Counts, Hibernation, Session } from './session.js'

/** A JID as the library keeps it. */
const canonical =
  <J extends Jid>(parse: (text: string) => E.Either<JidError, J>, expected: string): Check<J> =>
  (path, value) => {
    const parsed = parse(value as string)
    return E.isRight(parsed) && parsed.right === value ? parsed : fault(path, expected)
  }

const jid = canonical(parseJid, 'a JID in its canonical form')
const bareJid = canonical(parseBareJid, 'the bare JID of a user in its canonical form')

const yes: Check<true> = is('true', (value) => value === true)

/** A list without two entries that are the same. */
const distinct =
  <A>(items: Check<ReadonlyArray<A>>, isSame: (a: A, b: A) => boolean, expected: string): Check<ReadonlyArray<A>> =>
  (path, value) =>
    pipe(
      items(path, value),
      E.flatMap((list) => {
        const twice = list.findIndex((one, index) => list.slice(0, index).some((other) => isSame(one, other)))
        return twice < 0 ? E.right(list) : fault(`${path}[${twice}]`, expected)
      }),
    )

const key: Check<RegistrationKey> = object<RegistrationKey>({ service: jid, node: text })

const formField: Check<FormField> = object<FormField>({ name: maybe(text), type: maybe(text), values: listOf(text) })

const room: Check<RoomFilter> = object<RoomFilter>({
  room: text,
  allow: oneOf('always', 'never', 'mentioned'),
  nick: maybe(text),
})

const settings: Check<Settings> = object<Settings>({
  ignoreUnknown: maybe(yes),
  muted: maybe(listOf(text)),
  rooms: maybe(listOf(room)),
  priority: maybe(yes),
  jingle: maybe(yes),
  seal: maybe(object<Seal>({ secret: text, maxSize: whole })),
  away: maybe(yes),
})

const members: Check<Registration> = object<Registration>({
  service: jid,
  node: text,
  number: whole,
  publishOptions: option(listOf(formField)),
  settings: maybe(settings),
  enabledAt: time,
  seenAt: maybe(time),
  client: maybe(text),
  errors: whole,
  failing: maybe(object<Failing>({ since: time, count: whole })),
})

const registration: Check<Registration> = (path, value) => pipe(members(path, value), E.map(registrationOf))

const registrations: Check<ReadonlyArray<Registration>> = distinct(
  listOf(registration),
  (a, b) => sameKey(a, b) || a.number === b.number,
  'a service and node, and a number, that no other registration has',
)

const call: Check<CallFacts> = object<CallFacts>({ action: text, id: text, media: listOf(text) })

const host: Check<HostFacts> = object<HostFacts>({
  muted: maybe(flag),
  mutedFor: maybe(listOf(key)),
  senderKnown: maybe(flag),
  chatSetting: maybe(oneOf('always', 'on-mention', 'never')),
})

const facts: Check<Facts> = object<Facts>({
  key: text,
  causes: listOf(oneOf(...POLICY_CAUSES, ...FIXED_CAUSES)),
  wrapping: oneOf('none', 'received', 'sent', 'mucsub', 'mention-notification'),
  groupchat: flag,
  addressed: flag,
  from: maybe(text),
  body: maybe(text),
  nickname: maybe(text),
  mention: maybe(oneOf('named', 'nick')),
  namedNicks: maybe(listOf(text)),
  call: maybe(call),
  host: maybe(host),
})

const counts: Check<Counts> = object<Counts>({ unread: maybe(number), pendingSubscriptions: maybe(number) })

const hibernation: Check<Hibernation> = object<Hibernation>({
  resumeTimeoutMs: number,
  extended: flag,
  wake: option(text),
})

const session: Check<Session> = object<Session>({
  bound: option(key),
  hibernation: option(hibernation),
  collected: listOf(facts),
  timer: option(text),
  counts: maybe(counts),
  available: maybe(flag),
  show: maybe(text),
  client: maybe(text),
})

const page: Check<LogPage> = (path, value) =>
  pipe(
    object<LogPage>({ marks: text, keys: listOf(text), at: listOf(time), to: listOf(listOf(whole)) })(path, value),
    E.filterOrElse(
      ({ marks, keys, at, to }) =>
        keys.length === marks.length && keys.length === at.length && keys.length === to.length,
      (): NonEmptyArray<StoreError> => [{ _tag: 'StoreError', path, expected: 'columns of one length' }],
    ),
    // Made anew: a store that knows only ASCII changes them, and then every stanza would be pushed twice.
    E.map((read) => ({ ...read, marks: marksOf(read.keys) })),
  )

const remembered: Check<RememberedCall> = object<RememberedCall>({
  with: text,
  id: text,
  at: time,
  to: listOf(whole),
})

/** Every number by which the account knows a registration. */
const numbersIn = ({ registrations: known, pushLog, calls, badges }: Account): ReadonlyArray<number> => [
  ...known.map(({ number: one }) => one),
  ...pushLog.flatMap(({ to }) => to.flat()),
  ...calls.flatMap(({ to }) => to),
  ...badges.map(({ number: one }) => one),
]

const wholeAccount: Check<Account> = object<Account>({
  jid: bareJid,
  registrations,
  nextNumber: whole,
  sessions: recordOf(session),
  pushLog: listOf(page),
  recent: listOf(time),
  calls: listOf(remembered),
  badges: listOf(object<Badge>({ number: whole, shown: maybe(counts) })),
})

/** DUP-1: a new registration with a number that was given before would be taken for told of what the old one was. */
const account: Check<Account> = (path, value) =>
  pipe(
    wholeAccount(path, value),
    E.flatMap((read) =>
      numbersIn(read).every((one) => one < read.nextNumber)
        ? E.right(read)
        : fault('nextNumber', 'a number above every other one of the account'),
    ),
  )

/**
 * Reads registrations that a `Save` stored.
 *
 * @param stored - whatever the store gave back, JSON already parsed
 * @returns the registrations, or every fault at once, each with its path and what was expected there
 * @example
 * readRegistrations([{ service: 'push.example' }]) // left: [0].node: a text, [0].number: a whole number from 0 on, …
 * @since 0.1.0
 */
export const readRegistrations = (stored: unknown): E.Either<NonEmptyArray<StoreError>, ReadonlyArray<Registration>> =>
  registrations('', stored)

/**
 * Reads a whole account that was stored.
 *
 * @param stored - whatever the store gave back, JSON already parsed
 * @returns the account, equal to the one that was stored, or every fault at once
 * @example
 * readAccount(JSON.parse(row))
 * @since 0.1.0
 */
export const readAccount = (stored: unknown): E.Either<NonEmptyArray<StoreError>, Account> => account('', stored)
