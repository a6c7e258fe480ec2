/**
 * What mod_cloud_notify has collected for a session. A resume stops its timer but keeps the queue, which goes out with what
 * is collected next; the timer of a session that is gone fires all the same. Then the queue is empty: each stanza of it is
 * pushed at most once.
 */
import type { Delivery } from 'xmpp-push-rules'
import { type Push, valueOf } from './difference.js'
import { eventsAt, type Situation } from './situation.js'

/** What one session has collected, and when its timer fires. */
interface Collected {
  /** Collected before a resume, and kept. */
  readonly kept: ReadonlyArray<Delivery>
  readonly since: ReadonlyArray<Delivery>
  readonly firesAt?: number
}

const NOTHING: Collected = { kept: [], since: [] }

/** `module:add_timer(1.0, …)` in `process_stanza`. */
const COLLECTING_MS = 1000

interface Server {
  readonly sessions: ReadonlyMap<string, Collected>
  /** Of sessions that are closed, or whose resource another one has. */
  readonly gone: ReadonlyArray<Collected>
}

interface Event {
  readonly _tag: string
  readonly resource?: string | undefined
  readonly delivery?: Delivery | undefined
  readonly queue?: ReadonlyArray<Delivery>
  readonly cause?: Delivery | undefined
}

const collecting = (had: Collected, more: ReadonlyArray<Delivery>, now: number): Collected =>
  more.length === 0 ? had : { firesAt: now + COLLECTING_MS, ...had, since: [...had.since, ...more] }

/** The table: what an event does to what its session has collected. */
const ON: Readonly<Record<string, (had: Collected, event: Event, now: number) => Collected>> = {
  SessionResumed: ({ kept, since }) => ({ kept: [...kept, ...since], since: [] }),
  QueuedWhileHibernating: (had, { delivery }, now) => collecting(had, delivery === undefined ? [] : [delivery], now),
  AckDelayed: (had, { queue = [], cause }, now) => collecting(had, cause === undefined ? queue : [cause], now),
}

const afterEvent = ({ sessions, gone }: Server, { resource = '', ...event }: Event, now: number): Server => {
  const had = sessions.get(resource) ?? NOTHING
  if (event._tag === 'SessionOpened' || event._tag === 'SessionClosed')
    return { sessions: new Map([...sessions, [resource, NOTHING]]), gone: [...gone, had] }
  const on = ON[event._tag]
  return on === undefined
    ? { sessions, gone }
    : { sessions: new Map([...sessions, [resource, on(had, event, now)]]), gone }
}

/** What is pushed at the step of the difference, since timers fire then: for sessions of the account, and for those gone. */
const pushedNow = (
  situation: Situation,
  account: string,
): { readonly here: ReadonlyArray<Collected>; readonly gone: ReadonlyArray<Collected> } => {
  const { scene, difference } = situation
  const state: { now: number; server: Server } = { now: 0, server: { sessions: new Map(), gone: [] } }
  const fires = ({ firesAt }: Collected): boolean => firesAt !== undefined && firesAt <= state.now
  for (const [step, { action }] of scene.steps.slice(0, difference.step).entries()) {
    state.now += action._tag === 'Advance' ? action.ms : 0
    const { sessions, gone } = state.server
    state.server = {
      sessions: new Map([...sessions].filter(([, collected]) => !fires(collected))),
      gone: gone.filter((collected) => !fires(collected)),
    }
    if ('account' in action && action.account === account)
      state.server = eventsAt(situation, step).reduce<Server>(
        (server, event) => afterEvent(server, event, state.now),
        state.server,
      )
  }
  const last = scene.steps[difference.step]?.action
  state.now += last?._tag === 'Advance' ? last.ms : 0
  return { here: [...state.server.sessions.values()].filter(fires), gone: state.server.gone.filter(fires) }
}

const bodiesOf = ({ stanza }: Delivery): ReadonlyArray<string> =>
  stanza.children.flatMap((child) =>
    typeof child === 'object' && child.name === 'body'
      ? [child.children.filter((part) => typeof part === 'string').join('')]
      : [],
  )

/** Whether the module would show that of a stanza: of the outer one, whatever is in it. */
const shows =
  ({ options: { includeBody, importantBody } }: Situation, { summary }: Push) =>
  (delivery: Delivery): boolean => {
    const sender = valueOf(summary, 'last-message-sender') ?? ''
    const body = valueOf(summary, 'last-message-body') ?? ''
    return (
      (sender === '' || sender === delivery.stanza.attrs['from']) &&
      (body === '' || (includeBody ? bodiesOf(delivery).includes(body) : body === importantBody))
    )
  }

/** Every push has a stanza of its own that it may be about. */
const haveStanzas = (
  situation: Situation,
  [push, ...others]: ReadonlyArray<Push>,
  deliveries: ReadonlyArray<Delivery>,
): boolean =>
  push === undefined ||
  deliveries.some(
    (delivery, index) =>
      shows(situation, push)(delivery) && haveStanzas(situation, others, deliveries.toSpliced(index, 1)),
  )

/** Whether the body tells important ones from others: `process_stanza_queue` pushes at most one of each. */
const tellsClasses = ({ options: { includeBody, importantBody } }: Situation): boolean =>
  !includeBody && importantBody !== ''

const isImportant = ({ summary }: Push): boolean => (valueOf(summary, 'last-message-body') ?? '') !== ''

const all = ({ kept, since }: Collected): ReadonlyArray<Delivery> => [...kept, ...since]

const distinct = (deliveries: ReadonlyArray<Delivery>): ReadonlyArray<Delivery> => [
  ...new Map(deliveries.map((delivery) => [delivery.key, delivery])).values(),
]

/**
 * Whether the module's push is of what a session collected before it resumed, or before it was gone: such a queue goes out
 * now, and all that is pushed to the registration now is collected, each stanza once.
 */
export const isOfCollected = (
  situation: Situation,
  { account, service, node = '' }: Push,
  before: 'resumed' | 'gone',
): boolean => {
  const { module, difference } = situation
  const push = difference.module
  const { here, gone } = pushedNow(situation, account)
  const fired = [...here, ...gone]
  const old = before === 'resumed' ? here.flatMap(({ kept }) => kept) : gone.flatMap(all)
  const pushes = (module.seen[difference.step]?.observed.pushes ?? []).filter(
    (one) => one.account === account && one.service === service && (one.node ?? '') === node,
  )
  return (
    push !== undefined &&
    old.some(shows(situation, push)) &&
    (tellsClasses(situation)
      ? pushes.filter((one) => isImportant(one) === isImportant(push)).length <= fired.length
      : pushes.length <= 2 * fired.length) &&
    haveStanzas(situation, pushes, distinct(fired.flatMap(all)))
  )
}
