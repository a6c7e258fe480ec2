/**
 * No alert is lost: for every important stanza and every registration whose device was not there to take it, a push goes
 * out that is for it or stands for it, before the device is back.
 *
 * A life of a server is drawn as moves of devices and messages, and played as the events that such a server has. What is
 * expected is known from the moves alone: after a message, and before the device is back, its registration has a push.
 */
import * as fc from 'fast-check'
import type { Delivery } from '../../event.js'
import type { Options } from '../../options/options.js'
import { policies } from '../../options/policies.js'
import type { RegistrationKey } from '../../state/registration.js'
import { forAll, type Law } from '../law.js'
import { nameOf, type Observed, valueOf } from '../observe.js'
import type { Expectation, Step } from '../scene.js'
import { archived, closes, delivery, enables, hibernates, key, opens, queued, resumes, stored, wait } from '../stage.js'
import { chat, message, propose, typing } from '../stanzas.js'

type Sort = 'message' | 'quiet' | 'muted' | 'call'

type Move =
  | { readonly _tag: 'Sent'; readonly sort: Sort; readonly acknowledged: boolean }
  | { readonly _tag: 'Moved'; readonly device: number; readonly to: 'connected' | 'asleep' | 'gone' }
  | { readonly _tag: 'Passed' }

const DEVICES: ReadonlyArray<RegistrationKey> = [key('phone'), key('tablet')]

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant<'Sent'>('Sent'),
      sort: fc.constantFrom<Sort>('message', 'message', 'quiet', 'muted', 'call'),
      acknowledged: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant<'Moved'>('Moved'),
      device: fc.nat({ max: DEVICES.length - 1 }),
      to: fc.constantFrom<'connected' | 'asleep' | 'gone'>('connected', 'asleep', 'gone'),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Move>({ _tag: 'Passed' }) },
)

/** A device as its server sees it: where it is, and what it has not acknowledged. */
interface Device {
  readonly state: 'connected' | 'asleep' | 'gone'
  readonly queue: ReadonlyArray<Delivery>
}

/** A push that has to come: from the step of its stanza on, and before the device is back. */
interface Debt {
  readonly device: number
  readonly key: string
  readonly since: number
  readonly until?: number
  /** The device sleeps, so that the stanza may wait for a timer. */
  readonly waits: boolean
}

interface Life {
  readonly devices: ReadonlyArray<Device>
  readonly steps: ReadonlyArray<Step>
  readonly debts: ReadonlyArray<Debt>
}

/** What the server stores: a message while nobody is there is archived, and where there is an offline store kept there, too. */
interface Server {
  readonly hasOfflineStore: boolean
}

const resourceOf = (device: number): string => `device-${device}`

const change = (life: Life, device: number, to: Partial<Device>): Life => ({
  ...life,
  devices: life.devices.map((one, index) => (index === device ? { ...one, ...to } : one)),
})

const then = (life: Life, ...steps: ReadonlyArray<Step>): Life => ({ ...life, steps: [...life.steps, ...steps] })

/** The device is back: what it has not heard of by now it never needs to. */
const back = (life: Life, device: number): Life => ({
  ...life,
  debts: life.debts.map((debt) =>
    debt.device === device && debt.until === undefined ? { ...debt, until: life.steps.length } : debt,
  ),
})

/** The step at which a stanza came: a push may come before its device is away, when it was slow to acknowledge. */
const sentAt = (name: string): number => Number(name.split('-')[1])

const owes = (life: Life, device: number, name: string): Life => ({
  ...life,
  debts: [...life.debts, { device, key: name, since: sentAt(name), waits: life.devices[device]?.state === 'asleep' }],
})

const isLoud = (name: string): boolean => /^(?:message|call)/u.test(name)

const STANZAS: Readonly<Record<Sort, (name: string) => Delivery>> = {
  message: (name) => delivery(name, chat()),
  quiet: (name) => delivery(name, typing()),
  muted: (name) => ({ ...delivery(name, chat()), context: { muted: true } }),
  call: (name) => delivery(name, message([propose()])),
}

/** A message comes: devices that are away are owed a push; it is archived, queued, and stored offline as the server does. */
const sent = (server: Server, life: Life, { sort, acknowledged }: Extract<Move, { readonly _tag: 'Sent' }>): Life => {
  const name = `${sort}-${life.steps.length}`
  const one = STANZAS[sort](name)
  const away = life.devices.flatMap(({ state }, device) => (state === 'connected' ? [] : [device]))
  const owing = isLoud(name) ? away.reduce((all, device) => owes(all, device, name), life) : life
  const kept = then(owing, archived(one))
  const isAlone = life.devices.every(({ state }) => state === 'gone')
  if (isAlone) return server.hasOfflineStore && sort !== 'quiet' ? then(kept, stored(one)) : kept
  return life.devices.reduce<Life>(
    (now, { state, queue }, device) =>
      state === 'asleep'
        ? change(then(now, queued(resourceOf(device), one)), device, { queue: [...queue, one] })
        : state === 'connected' && !acknowledged
          ? change(now, device, { queue: [...queue, one] })
          : now,
    kept,
  )
}

/** A device goes to sleep: what it has not acknowledged is owed from now on. */
const sleep = (life: Life, device: number, queue: ReadonlyArray<Delivery>): Life => {
  const owing = queue.reduce((all, { key: name }) => (isLoud(name) ? owes(all, device, name) : all), life)
  return change(then(owing, hibernates(resourceOf(device), queue)), device, { state: 'asleep' })
}

/** A session closes: what it has not acknowledged is stored offline, or would be, where nothing keeps it. */
const leave = (life: Life, device: number, { state, queue }: Device): Life => {
  const lost = state === 'connected' ? queue : []
  const owing = lost.reduce((all, { key: name }) => (isLoud(name) ? owes(all, device, name) : all), life)
  return change(then(owing, closes(resourceOf(device)), ...queue.map((one) => stored(one))), device, {
    state: 'gone',
    queue: [],
  })
}

const moved = (life: Life, { device, to }: Extract<Move, { readonly _tag: 'Moved' }>): Life => {
  const now = life.devices[device]
  if (now === undefined || now.state === to) return life
  if (to === 'asleep') return now.state === 'connected' ? sleep(life, device, now.queue) : life
  if (to === 'gone') return leave(life, device, now)
  const returned = back(life, device)
  return now.state === 'asleep'
    ? change(then(returned, resumes(resourceOf(device))), device, { state: 'connected', queue: [] })
    : change(
        then(returned, opens(resourceOf(device)), enables(resourceOf(device), DEVICES[device] ?? key(''))),
        device,
        {
          state: 'connected',
          queue: [],
        },
      )
}

const BEGINNING: Life = {
  devices: DEVICES.map(() => ({ state: 'connected', queue: [] })),
  steps: DEVICES.flatMap((registration, device) => [
    opens(resourceOf(device)),
    enables(resourceOf(device), registration),
  ]),
  debts: [],
}

const lived = (server: Server, moves: ReadonlyArray<Move>): Life =>
  moves.reduce<Life>(
    (life, one) =>
      one._tag === 'Sent' ? sent(server, life, one) : one._tag === 'Moved' ? moved(life, one) : then(life, wait(2000)),
    BEGINNING,
  )

const isTold = (seen: ReadonlyArray<Observed>, { device, since, until = seen.length }: Debt, body: string): boolean =>
  seen
    .slice(since, until)
    .some(({ pushes }) =>
      pushes.some(
        (push) => nameOf(push) === nameOf(DEVICES[device] ?? key('')) && valueOf(push, 'last-message-body') === body,
      ),
    )

/** Every debt was paid. */
const nothingLost =
  (debts: ReadonlyArray<Debt>): Expectation =>
  (_observed, { before, options }) => {
    const lost = debts.find((debt) => !isTold(before, debt, options.importantBody))
    return lost === undefined
      ? undefined
      : `expected a push to ${nameOf(DEVICES[lost.device] ?? key(''))} for ${lost.key}, between steps ${lost.since} and ${lost.until ?? 'the end'}`
  }

/** What waits for a timer when its device comes back is dropped, for the device has it: that is nothing lost. */
const isDue = ({ device, since, until, waits }: Debt, steps: ReadonlyArray<Step>): boolean =>
  !waits ||
  until === undefined ||
  steps
    .slice(since, until)
    .some(
      ({ action }) =>
        action._tag === 'Advance' ||
        (action._tag === 'Dispatch' &&
          action.event._tag === 'SessionClosed' &&
          action.event.resource === resourceOf(device)),
    )

interface Promised {
  readonly id: string
  readonly whose: string
  readonly options: Partial<Options>
  /** The policy needs an offline store. */
  readonly offline?: true
  /** The policy holds calls to be messages like others, or loses those that wait in a queue. */
  readonly calls?: false
}

/** The table: the default options, and every policy that promises it. */
const PROMISED: ReadonlyArray<Promised> = [
  {
    id: 'no-alert-lost',
    whose: 'the default options',
    options: { urgent: 'always', archiveWithoutSession: 'notify', notifyOn: 'all', sessionsSilence: 'own' },
  },
  { id: 'no-alert-lost/quiet-phones', whose: 'the policy quietPhones', options: policies.quietPhones },
  { id: 'no-alert-lost/prosody', whose: 'the policy prosody', options: policies.prosody, offline: true, calls: false },
  {
    id: 'no-alert-lost/ejabberd',
    whose: 'the policy ejabberd',
    options: policies.ejabberd,
    offline: true,
    calls: false,
  },
]

const promised = ({ id, whose, options, offline, calls }: Promised): Law =>
  forAll(
    {
      id: `field/${id}`,
      rules: ['ORD', 'TRG-3', 'TRG-5', 'TRG-6', 'TRG-10', 'FIL-7', ...(calls === false ? [] : ['CALL-1'])],
      level: 'FIELD',
      section: 'XEP-0357 §7',
      requirement: `With ${whose}, for every important stanza and every registration whose device was not there to take it, a push goes out that is for it or stands for it, before the device is back.`,
      needs: ['archive', 'offline', 'hibernation', 'context', 'virtual-clock'],
      options,
    },
    { moves: fc.array(move, { minLength: 1, maxLength: 14 }), hasOfflineStore: fc.boolean() },
    ({ moves, hasOfflineStore }) => {
      const allowed = moves.filter((one) => calls !== false || one._tag !== 'Sent' || one.sort !== 'call')
      const { steps, debts } = lived({ hasOfflineStore: offline ?? hasOfflineStore }, allowed)
      const due = debts.filter((debt) => isDue(debt, steps))
      return [...steps, wait(5000), due.length === 0 ? wait(1) : wait(1, nothingLost(due))]
    },
  )

/** No alert is lost. */
export const noAlertLost: ReadonlyArray<Law> = PROMISED.map(promised)
