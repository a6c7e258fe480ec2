/**
 * What the laws let happen: names, stanzas and steps, each in a few words.
 */
import { NS } from '../stanza/namespaces.js'
import type { Answer, Delivery } from '../event.js'
import type { Counts } from '../state/session.js'
import type { RegistrationKey } from '../state/registration.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import type { Action, Expectation, Step, Untimed } from './scene.js'

/** The account that most laws are about, and another one. */
export const JULIET = 'juliet@capulet.example'
export const ROMEO = 'romeo@montague.example'
/** Somebody who writes to them. */
export const NURSE = 'nurse@verona.example/kitchen'

/** Two push services. */
export const SERVICE = 'push.example'
export const OTHER_SERVICE = 'xmpp.push.example'

export const key = (node: string, service: string = SERVICE): RegistrationKey => ({ service, node })

/** A registration that laws use when any will do. */
export const PHONE = key('phone')
export const TABLET = key('tablet')

export const happens = (event: Untimed, expect?: Expectation, account: string = JULIET): Step => ({
  action: { _tag: 'Dispatch', account, event },
  ...(expect === undefined ? {} : { expect }),
})

const acts = (action: Action, expect?: Expectation): Step => ({ action, ...(expect === undefined ? {} : { expect }) })

export const wait = (ms: number, expect?: Expectation): Step => acts({ _tag: 'Advance', ms }, expect)

export const look = (expect: Expectation, account: string = JULIET): Step => acts({ _tag: 'Inspect', account }, expect)

/** The same step, happening to another account. */
export const to =
  (account: string) =>
  (step: Step): Step =>
    step.action._tag === 'Dispatch' ? { ...step, action: { ...step.action, account } } : step

/** Several events at once. */
export const together = (events: ReadonlyArray<Step>, expect?: Expectation, account: string = JULIET): Step =>
  acts(
    {
      _tag: 'Together',
      account,
      events: events.flatMap(({ action }) => (action._tag === 'Dispatch' ? [action.event] : [])),
    },
    expect,
  )

/** The server's process ends, and starts again. */
export const restarts = (expect?: Expectation): Step => acts({ _tag: 'Restart' }, expect)

export const failSaves = (failing: boolean): Step => acts({ _tag: 'FailSaves', failing })

export const opens = (resource: string, account?: string, expect?: Expectation): Step =>
  happens({ _tag: 'SessionOpened', resource }, expect, account)

export const closes = (resource: string, expect?: Expectation): Step =>
  happens({ _tag: 'SessionClosed', resource }, expect)

/** The attributes that name a registration in a request; without a node there is none. */
const naming = ({ service, node }: RegistrationKey): Readonly<Record<string, string>> =>
  node === '' ? { jid: service } : { jid: service, node }

const request = (type: 'get' | 'set', child: XmlElement, account: string = JULIET): XmlElement =>
  el('iq', { type, id: 'r1', to: account, xmlns: NS.client }, [child])

/** An iq from a session to its own account. */
export const asks = (
  resource: string,
  child: XmlElement,
  expect?: Expectation,
  account?: string,
  type: 'get' | 'set' = 'set',
): Step => happens({ _tag: 'IqReceived', resource, iq: request(type, child, account) }, expect, account)

/** The same request, to somebody else; undefined: to nobody by name. */
export const addressed =
  (address: string | undefined) =>
  ({ action, ...rest }: Step): Step => {
    if (action._tag !== 'Dispatch' || action.event._tag !== 'IqReceived') return { action, ...rest }
    const { iq } = action.event
    const { to: _to, ...attrs } = iq.attrs
    const changed = { ...iq, attrs: { ...attrs, ...(address === undefined ? {} : { to: address }) } }
    return { ...rest, action: { ...action, event: { ...action.event, iq: changed } } }
  }

export const enableElement = (
  attrs: Readonly<Record<string, string>>,
  children: ReadonlyArray<XmlElement> = [],
): XmlElement => el('enable', { xmlns: NS.push, ...attrs }, children)

export const enables = (
  resource: string,
  registration: RegistrationKey,
  expect?: Expectation,
  forms: ReadonlyArray<XmlElement> = [],
  account?: string,
): Step => asks(resource, enableElement(naming(registration), forms), expect, account)

export const disables = (
  resource: string,
  registration: RegistrationKey,
  expect?: Expectation,
  account?: string,
): Step => asks(resource, el('disable', { xmlns: NS.push, ...naming(registration) }), expect, account)

/** The answer to one publish of a registration that may have had several; the first is 0. */
export const answersNth = (registration: RegistrationKey, nth: number, answer: Answer, expect?: Expectation): Step =>
  happens({ _tag: 'PublishAnswered', registration, from: registration.service, answer, nth }, expect)

/** A session that opens and enables: it is bound to that registration. */
export const device = (resource: string, registration: RegistrationKey, account?: string): ReadonlyArray<Step> => [
  opens(resource, account),
  enables(resource, registration, undefined, [], account),
]

/** A registration whose session is gone. */
export const gone = (registration: RegistrationKey, account?: string): ReadonlyArray<Step> => [
  ...device('gone', registration, account),
  happens({ _tag: 'SessionClosed', resource: 'gone' }, undefined, account),
]

export const delivery = (key: string, stanza: XmlElement): Delivery => ({ key, stanza })

export const stored = (sent: Delivery, expect?: Expectation, counts: Counts = {}, account?: string): Step =>
  happens({ _tag: 'StoredOffline', delivery: sent, ...counts }, expect, account)

export const archived = (sent: Delivery, expect?: Expectation, account?: string): Step =>
  happens({ _tag: 'Archived', delivery: sent }, expect, account)

export const toBare = (sent: Delivery, expect?: Expectation): Step =>
  happens({ _tag: 'GroupchatToBare', delivery: sent }, expect)

export const hibernates = (
  resource: string,
  queue: ReadonlyArray<Delivery>,
  expect?: Expectation,
  resumeTimeoutMs = RESUME,
): Step => happens({ _tag: 'HibernationStarted', resource, queue, resumeTimeoutMs }, expect)

export const queued = (resource: string, sent: Delivery, expect?: Expectation): Step =>
  happens({ _tag: 'QueuedWhileHibernating', resource, delivery: sent }, expect)

export const ackDelayed = (
  resource: string,
  queue: ReadonlyArray<Delivery>,
  cause?: Delivery,
  expect?: Expectation,
): Step => happens({ _tag: 'AckDelayed', resource, queue, ...(cause === undefined ? {} : { cause }) }, expect)

export const resumes = (resource: string, expect?: Expectation): Step =>
  happens({ _tag: 'SessionResumed', resource }, expect)

export const pings = (registrations?: ReadonlyArray<RegistrationKey>, expect?: Expectation): Step =>
  happens({ _tag: 'PingRequested', ...(registrations === undefined ? {} : { registrations }) }, expect)

export const answers = (
  registration: RegistrationKey,
  answer: Answer,
  expect?: Expectation,
  account?: string,
  from: string = registration.service,
): Step => happens({ _tag: 'PublishAnswered', registration, from, answer }, expect, account)

export const ACCEPTED: Answer = { _tag: 'Accepted' }
export const TIMED_OUT: Answer = { _tag: 'TimedOut' }
export const rejected = (type = 'cancel', condition = 'item-not-found'): Answer => ({
  _tag: 'Rejected',
  type,
  condition,
})

/** The session's own resume timeout, where a law does not vary it. */
export const RESUME = 300_000
