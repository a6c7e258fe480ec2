/**
 * A host that keeps its own registries and uses the single rules in place of `step`.
 *
 * This server has a table of devices, one of what was pushed, and pushes only for what is stored offline and for pings:
 * no sessions, no stream management. It asks the rules and changes its tables itself.
 *
 *   npx tsx examples/own-registries.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  admit,
  type Answer,
  type BareJid,
  classify,
  decide,
  type Delivery,
  emptyNotified,
  enable,
  type EnableRequest,
  errorReply,
  explain,
  makeOptions,
  notice,
  type Notified,
  type Options,
  parseBareJid,
  publishRequest,
  readRequest,
  recipients,
  recordAnswer,
  type Registration,
  type RegistrationKey,
  type Request,
  type Requester,
  resultReply,
  type StanzaError,
  summarize,
  type Summary,
  withId,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml, serializeXml } from 'xmpp-push-rules/xml'

/** The server's own tables: devices, what was pushed to them, and the pushes without an answer. */
const devices = new Map<BareJid, ReadonlyArray<Registration>>()
const pushed = new Map<BareJid, Notified>()
const unanswered = new Map<string, RegistrationKey>()

const devicesOf = (account: BareJid): ReadonlyArray<Registration> => devices.get(account) ?? []

const send = (stanza: XmlElement): void => {
  console.log(serializeXml(stanza))
}

const publish = (account: BareJid, device: Registration, summary: Summary): void => {
  const id = `push-${unanswered.size + 1}`
  unanswered.set(id, device)
  send(withId(id)(publishRequest(account)(device, summary)))
}

/** A client's iq: enable is all that this server takes (REG). */
const iqReceived = (options: Options, requester: Requester, iq: XmlElement, at: number): void => {
  const { account } = requester
  const refuse = (error: StanzaError): void => {
    send(errorReply(requester, iq, error))
  }
  const register = (request: EnableRequest): void => {
    const { registrations, evicted } = admit(options)(devicesOf(account), { ...request, enabledAt: at })
    devices.set(account, registrations)
    evicted.forEach(({ node }) => {
      console.log(`evicted ${node}`)
    })
    send(resultReply(requester, iq))
  }
  const answer = (request: Request): void =>
    request.name === 'enable'
      ? pipe(request, enable(options)(requester), E.match(refuse, register))
      : refuse({ type: 'cancel', condition: 'feature-not-implemented' })
  pipe(
    readRequest(requester, iq),
    O.match(() => undefined, E.match(refuse, answer)),
  )
}

/** A message was stored offline: one call decides for all devices (TRG-1, DUP, IMP, SUM). */
const storedOffline = (options: Options, account: BareJid, delivery: Delivery, unread: number, at: number): void => {
  const { importance, cause } = classify(options)(account)(delivery.stanza)
  console.log(`${delivery.key} is ${importance}: ${cause}`)
  const { outcomes, notified } = decide(options)(
    { trigger: 'stored-offline', notices: [notice(options)(account)(delivery)], counts: { unread } },
    { sessions: {}, registrations: devicesOf(account), notified: pushed.get(account) ?? emptyNotified, at },
  )
  pushed.set(account, notified)
  outcomes.forEach(({ registration, decision }) => {
    if (decision._tag === 'Push') publish(account, registration, decision.summary)
    console.log(`${registration.node}: ${explain(decision)}`)
  })
}

/** Wakes the devices (TRG-9), from smaller pieces: whom it reaches, what the summary says, the request. */
const ping = (options: Options, account: BareJid): void => {
  const summary = summarize(options)(undefined)
  recipients({ trigger: 'ping', sessions: {}, registrations: devicesOf(account) })
    .filter(({ reached }) => reached)
    .forEach(({ registration }) => {
      publish(account, registration, summary)
    })
}

/** A push service answered (ERR). */
const answered = (options: Options, account: BareJid, id: string, from: string, answer: Answer): void => {
  const asked = unanswered.get(id)
  const kept = devicesOf(account).flatMap((device): ReadonlyArray<Registration> => {
    if (device.service !== asked?.service || device.node !== asked.node) return [device]
    const recorded = recordAnswer(options)(device, from, answer)
    switch (recorded._tag) {
      case 'Unchanged':
        return [device]
      case 'Counted':
        return [recorded.registration]
      case 'Exhausted':
        return []
    }
  })
  devices.set(account, kept)
  console.log(`devices now: ${kept.map((device) => `${device.node} (${device.errors})`).join(', ')}`)
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
  E.bindW('stanza', () =>
    parseXml("<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>"),
  ),
  E.match(console.error, ({ options, account, iqs, stanza }) => {
    iqs.forEach((iq, at) => {
      iqReceived(options, { account, resource: 'phone' }, iq, at)
    })
    storedOffline(options, account, { stanza, key: 'archive-1' }, 1, 3)
    storedOffline(options, account, { stanza, key: 'archive-1' }, 1, 4)
    ping(options, account)
    answered(options, account, 'push-2', 'mallory@push.example', gone)
    answered(options, account, 'push-2', 'push.example', gone)
    answered(options, account, 'push-4', 'push.example', gone)
  }),
)
