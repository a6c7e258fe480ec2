/**
 * The captured scenarios of the real mod_cloud_notify as log lines: one scenario a line in, one small log out.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Delivery, type Event, optionsFromProsody, policies, type XmlElement } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import type { Line } from './engine.js'
import type { Observed } from './observed.js'

interface SentRecord {
  readonly kind: 'push' | 'reply'
  readonly to: string
  readonly node?: string
  readonly summary?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, string>>
  readonly id?: string
  readonly error?: { readonly type: string; readonly condition: string }
}

interface Step {
  readonly op: string
  readonly user?: string
  readonly resource?: string
  readonly xml?: string
  readonly key?: string
  readonly queue?: ReadonlyArray<string>
  readonly timeout?: number
  readonly jid?: string
  readonly node?: string
  readonly from?: string
  readonly type?: string
  readonly error?: { readonly type: string; readonly condition: string }
  readonly seconds?: number
  readonly sent: ReadonlyArray<SentRecord>
}

/** One line of the captures. */
export interface Scenario {
  readonly options: Readonly<Record<string, unknown>>
  readonly steps: ReadonlyArray<Step>
  readonly registrations: Readonly<Record<string, ReadonlyArray<{ readonly jid: string; readonly node?: string }>>>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStep = (value: unknown): boolean =>
  isObject(value) && typeof value['op'] === 'string' && Array.isArray(value['sent']) && value['sent'].every(isObject)

/** What is wrong with a scenario that was read, for a person; undefined where it is one. */
const faultOf = ({ options, steps }: Readonly<Record<string, unknown>>): string | undefined => {
  if (!isObject(options)) return 'options: expected an object'
  if (!Array.isArray(steps)) return 'steps: expected a list'
  const wrong = steps.findIndex((step) => !isStep(step))
  return wrong < 0
    ? undefined
    : `steps[${wrong}]: expected an object with op, a text, and sent, a list of what was sent`
}

/** Checks what was read as JSON; the reason is for a person. */
export const readScenario = (value: unknown): E.Either<string, Scenario> => {
  const fault = isObject(value) ? faultOf(value) : 'the line: expected an object'
  return fault === undefined ? E.right(value as Scenario) : E.left(fault)
}

const HOST = 'localhost'

const parsed = (xml: string): XmlElement =>
  E.getOrElse<unknown, XmlElement>(() => ({ name: 'unreadable', attrs: {}, children: [] }))(parseXml(xml))

const observed = (sent: SentRecord): Observed =>
  sent.kind === 'push'
    ? {
        kind: 'push',
        service: sent.to,
        node: sent.node ?? '',
        summary: sent.summary ?? {},
        publishOptions: sent.options ?? {},
      }
    : {
        kind: 'reply',
        to: sent.to,
        id: sent.id ?? '',
        answer: sent.error === undefined ? 'result' : `${sent.error.type}/${sent.error.condition}`,
      }

type EventOf = (step: Step, delivery: (key: string | undefined) => Delivery, at: number) => Event

const session = ({ resource = '' }: Step): { readonly resource: string } => ({ resource })

/** The table: op by op the event that it stands for. */
const EVENTS: Readonly<Record<string, EventOf>> = {
  bind: (step, _, at) => ({ _tag: 'SessionOpened', at, ...session(step) }),
  unbind: (step, _, at) => ({ _tag: 'SessionClosed', at, ...session(step) }),
  iq: (step, _, at) => ({ _tag: 'IqReceived', at, ...session(step), iq: parsed(step.xml ?? '') }),
  archive: ({ key }, delivery, at) => ({ _tag: 'Archived', at, delivery: delivery(key) }),
  offline: ({ key }, delivery, at) => ({ _tag: 'StoredOffline', at, delivery: delivery(key) }),
  groupchat: ({ key }, delivery, at) => ({ _tag: 'GroupchatToBare', at, delivery: delivery(key) }),
  hibernate: (step, delivery, at) => ({
    _tag: 'HibernationStarted',
    at,
    ...session(step),
    queue: (step.queue ?? []).map(delivery),
    resumeTimeoutMs: (step.timeout ?? 0) * 1000,
  }),
  queued: (step, delivery, at) => ({
    _tag: 'QueuedWhileHibernating',
    at,
    ...session(step),
    delivery: delivery(step.key),
  }),
  ackdelayed: (step, delivery, at) => ({
    _tag: 'AckDelayed',
    at,
    ...session(step),
    queue: (step.queue ?? []).map(delivery),
    ...(step.key === undefined ? {} : { cause: delivery(step.key) }),
  }),
  resume: (step, _, at) => ({ _tag: 'SessionResumed', at, ...session(step) }),
  ping: (_, __, at) => ({ _tag: 'PingRequested', at }),
  respond: ({ jid = '', node = '', from = jid, type, error }, _, at) => ({
    _tag: 'PublishAnswered',
    at,
    registration: { service: jid, node },
    from,
    answer: type === 'error' && error !== undefined ? { _tag: 'Rejected', ...error } : { _tag: 'Accepted' },
  }),
}

/** The scenario as the lines of a log; time stands still but for `advance`. */
export const scenarioLines = ({ options, steps }: Scenario): ReadonlyArray<Line> => {
  const decoded = optionsFromProsody(options)
  const stanzas = new Map<string, Delivery>()
  const delivery = (key = ''): Delivery => stanzas.get(key) ?? { key, stanza: parsed('') }
  const clock = { at: 0 }
  const header: Line = {
    _tag: 'Header',
    recorded: true,
    options: E.isRight(decoded) ? { ...decoded.right, ...policies.prosody } : expectNever(decoded.left),
  }
  return [
    header,
    ...steps.flatMap((step): ReadonlyArray<Line> => {
      const account = `${step.user ?? ''}@${HOST}`
      const eventOf = EVENTS[step.op]
      if (step.op === 'stanza') {
        const key = step.key ?? ''
        stanzas.set(key, { key, stanza: parsed(step.xml ?? '') })
        return []
      }
      clock.at += (step.seconds ?? 0) * 1000
      const { at } = clock
      const happened: Line =
        eventOf === undefined
          ? { _tag: 'Passed', at }
          : { _tag: 'Happened', account, event: eventOf(step, delivery, at) }
      return [happened, ...step.sent.map((sent): Line => ({ _tag: 'Sent', at, account, observed: observed(sent) }))]
    }),
  ]
}

const expectNever = (fault: unknown): never => {
  throw new Error(`the captures have options that the library refuses: ${JSON.stringify(fault)}`)
}
