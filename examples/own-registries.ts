/**
 * A host that keeps its own registries and uses the single rules in place of `step`.
 *
 * This server has a table of devices, a table of sessions and a log of what was pushed. It asks the rules, changes its
 * tables itself, and writes the requests: `decideStanza` for what was stored and for pings, `decideQueue` for the stanzas
 * that a session has not acknowledged when its connection is gone. Timers, and what is collected, it has not.
 *
 *   npx tsx examples/own-registries.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  admit,
  type Answer,
  type Answered,
  type BareJid,
  classify,
  type Decided,
  decideQueue,
  decideStanza,
  type Delivery,
  disable,
  enable,
  explain,
  isDisabledBy,
  keyOf,
  makeOptions,
  newSession,
  type Options,
  parseBareJid,
  publishText,
  type PushLog,
  readFacts,
  readRequest,
  recordAnswer,
  type Registration,
  replyText,
  replyTo,
  type Requester,
  type Sessions,
  type Situation,
  type StanzaError,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'

/** The server's own tables, for one user. */
interface User {
  devices: ReadonlyArray<Registration>
  nextNumber: number
  sessions: Sessions
  log: PushLog
  recent: ReadonlyArray<number>
}

const users = new Map<BareJid, User>()

/** The pushes without an answer, by the id of their request: whose device they went to. */
const unanswered = new Map<string, Registration>()

const userOf = (account: BareJid): User => {
  const user = users.get(account) ?? { devices: [], nextNumber: 1, sessions: {}, log: [], recent: [] }
  users.set(account, user)
  return user
}

const situationOf = ({ devices, sessions, log, recent }: User, at: number): Situation => ({
  sessions,
  registrations: devices,
  pushLog: log,
  recent,
  at,
})

/** What was decided goes out and is remembered; each push with an id of its own (PUB-2). */
const perform = (account: BareJid, { outcomes, pushLog, recent }: Decided): void => {
  const user = userOf(account)
  user.log = pushLog
  user.recent = recent
  for (const { registration, decision, key } of outcomes) {
    console.log(`${registration.node}${key === undefined ? '' : `, ${key}`}: ${explain(decision)}`)
    if (decision._tag === 'Skip') continue
    const id = `push-${unanswered.size + 1}`
    unanswered.set(id, registration)
    const { publishOptions } = registration
    const from = account.slice(account.indexOf('@') + 1)
    console.log(publishText(id)({ _tag: 'Publish', registration, from, publishOptions, decision }))
  }
}

/** A client's iq (REG, DIS): the tables change before the reply goes out. */
const iqReceived = (options: Options, requester: Requester, iq: XmlElement, at: number): void => {
  const user = userOf(requester.account)
  const reply = (error?: StanzaError): void => {
    console.log(replyText(replyTo(requester, iq, error)))
  }
  const request = readRequest(requester, iq)
  if (O.isNone(request)) return
  if (E.isLeft(request.value)) return reply(request.value.left)
  if (request.value.right.name === 'disable') {
    const wanted = disable(request.value.right)
    if (E.isLeft(wanted)) return reply(wanted.left)
    const isGone = isDisabledBy(wanted.right)
    user.devices = user.devices.filter((device) => !isGone(device))
    return reply()
  }
  const wanted = enable(options)(requester)(request.value.right)
  if (E.isLeft(wanted)) return reply(wanted.left)
  const admitted = admit(options)(user.devices, { ...wanted.right, number: user.nextNumber, enabledAt: at })
  user.devices = admitted.registrations
  user.nextNumber += 1
  user.sessions = { ...user.sessions, [requester.resource]: { ...newSession, bound: O.some(keyOf(wanted.right)) } }
  for (const { node } of admitted.evicted) console.log(`evicted ${node}`)
  reply()
}

/** A message was stored offline: one call decides for all devices (TRG-1, DUP, IMP, SUM). */
const storedOffline = (options: Options, account: BareJid, delivery: Delivery, at: number): void => {
  const { importance, cause } = classify(options)(account)(delivery.stanza)
  console.log(`${delivery.key} is ${importance}: ${cause}`)
  const stanza = { key: delivery.key, facts: () => readFacts(options)(account)(delivery) }
  const occasion = { trigger: 'stored-offline', stanza, counts: { unread: 1 } } as const
  perform(account, decideStanza(options)(occasion, situationOf(userOf(account), at)))
}

/** The connection of a session is gone: one call decides for all that it has not acknowledged (TRG-5). */
const connectionLost = (
  options: Options,
  { account, resource }: Requester,
  unacknowledged: ReadonlyArray<Delivery>,
  at: number,
): void => {
  const queue = unacknowledged.map(readFacts(options)(account))
  const occasion = { trigger: 'hibernation', resource, queue } as const
  const decided = decideQueue(options)(occasion, situationOf(userOf(account), at))
  perform(account, decided)
  console.log(decided.tellsDevice ? `${resource} was told to come` : `${resource} may sleep on`)
}

/** Wakes the devices (TRG-9). */
const ping = (options: Options, account: BareJid, at: number): void => {
  perform(account, decideStanza(options)({ trigger: 'ping' }, situationOf(userOf(account), at)))
}

/** A push service answered (ERR): the answer counts for the device that is still the same one. */
const answered = (options: Options, account: BareJid, id: string, given: Answered): void => {
  const user = userOf(account)
  const asked = unanswered.get(id)
  user.devices = user.devices.flatMap((device): ReadonlyArray<Registration> => {
    if (device.number !== asked?.number) return [device]
    const recorded = recordAnswer(options)(device, given)
    switch (recorded._tag) {
      case 'Unchanged':
        return [device]
      case 'Counted':
        return [recorded.registration]
      case 'Removed':
        return []
    }
  })
  console.log(`devices now: ${user.devices.map((device) => `${device.node} (${device.errors})`).join(', ')}`)
}

const enableIq = (id: string, node: string): string =>
  `<iq type='set' id='${id}'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='${node}'/></iq>`

const gone: Answer = { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' }

pipe(
  E.Do,
  E.bindW('options', () => makeOptions({ maxDevices: 2, maxErrors: 2 })),
  E.bindW('account', () => parseBareJid('juliet@capulet.example')),
  E.bindW('iqs', () =>
    E.traverseArray(parseXml)([enableIq('a', 'old'), enableIq('b', 'phone'), enableIq('c', 'tablet')]),
  ),
  E.bindW('stanzas', () =>
    E.traverseArray(parseXml)([
      "<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>",
      "<message from='romeo@montague.example/orchard'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
      "<message from='romeo@montague.example/orchard'><body>Good night</body></message>",
    ]),
  ),
  E.match(console.error, ({ options, account, iqs, stanzas }) => {
    const deliveries = stanzas.map((stanza, index) => ({ stanza, key: `archive-${index + 1}` }))
    iqs.forEach((iq, at) => {
      iqReceived(options, { account, resource: `session-${at + 1}` }, iq, at)
    })
    const [first] = deliveries
    if (first !== undefined) storedOffline(options, account, first, 3)
    connectionLost(options, { account, resource: 'session-2' }, deliveries, 4)
    ping(options, account, 5)
    answered(options, account, 'push-2', { from: 'mallory@push.example', answer: gone, at: 6 })
    answered(options, account, 'push-2', { from: 'push.example', answer: gone, at: 7 })
    answered(options, account, 'push-6', { from: 'push.example', answer: gone, at: 8 })
  }),
)
