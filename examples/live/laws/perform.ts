/**
 * The events of the laws, each brought about by what real clients, senders and push services do; then the server's own
 * hooks are asked whether it happened.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { serializeXml } from 'xmpp-push-rules/xml'
import { defaultOptions, type Delivery, type XmlElement } from 'xmpp-push-rules'
import { login, type Device } from '../device.js'
import { readXml } from '../wire.js'
import { answerPublish } from './answering.js'
import { roleName, rolesOf, toSend, impossible } from './cast.js'
import { comesTrue } from './hooks.js'
import { fromWorld, settled, Unreachable, watched, type Happening, type Run } from './run.js'

const hookMs = 1500
/** Until the ack is late, and a little more. */
const lateMs = 4500
/** Where nobody tells when it is late, this much later it is. */
const lateByMs = 100

type Of<Tag extends Happening['_tag']> = Extract<Happening, { readonly _tag: Tag }>

/** Does something, and sees to it that the server's hooks have the event that it was for. */
const happensBy = async (
  run: Run,
  account: string,
  tag: Happening['_tag'],
  act: () => Promise<unknown>,
  resource?: string,
  patienceMs = hookMs,
): Promise<void> => {
  const { hooks, jid } = watched(run, account)
  const before = hooks.count(jid, tag, resource)
  const happened = (): boolean => hooks.count(jid, tag, resource) > before
  await act()
  run.state.happened = Date.now()
  if (!hooks.see) return
  // On a busy machine that may not be long enough: when the server has dealt with what came after it, it never will.
  if (!(await comesTrue(happened, patienceMs))) await settled(run)
  run.state.happened = hooks.last(jid, tag)?.at ?? run.state.happened
  if (!happened())
    throw new Unreachable(
      `The server has no event ${tag} for the stanzas of this law: it does not treat them that way.`,
    )
}

const opens = async (run: Run, account: string, resource: string): Promise<Device> => {
  const device = await login(run.stage.clientService, run.names.account(account), resource, () => undefined)
  run.devices.set(roleName(account, resource), device)
  return device
}

const deviceOf = (run: Run, account: string, resource: string): Device => {
  const device = run.devices.get(roleName(account, resource))
  if (device === undefined) throw new Unreachable('Only a session that was opened can act.')
  return device
}

/** A device without a role in the law, for a moment. */
const withGuest = async <A>(run: Run, account: string, use: (guest: Device) => Promise<A>): Promise<A> => {
  const guest = await opens(run, account, 'guest')
  const result = await use(guest)
  run.devices.delete(roleName(account, 'guest'))
  const { hooks, jid } = watched(run, account)
  await guest.logout()
  if (!hooks.see) return result
  await comesTrue(
    () => hooks.count(jid, 'SessionClosed', 'guest') === hooks.count(jid, 'SessionOpened', 'guest'),
    hookMs,
  )
  return result
}

const archiving = (device: Device, on: boolean): Promise<string> =>
  device.request(
    `<iq type='set' id='prefs-${on}'><prefs xmlns='urn:xmpp:mam:2' default='${on ? 'always' : 'never'}'><always/><never/></prefs></iq>`,
  )

const escaped = (text: string): string => text.replace(/[&<>'"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The stanza in the wire's names, from and to these addresses of the wire. */
const readdressed = (run: Run, stanza: XmlElement, addresses: Readonly<Record<string, string>>): string => {
  const { xmlns: _xmlns, from: _from, to: _to, ...attrs } = stanza.attrs
  const text = run.names.toWire(serializeXml({ ...stanza, attrs }))
  const added = Object.entries(addresses).map(([name, address]) => ` ${name}='${escaped(address)}'`)
  return text.replace(/^<\w+/, (start) => start + added.join(''))
}

/** The world writes to the account, or to one of its sessions, in the stanza's own words. */
const writes = (run: Run, account: string, { stanza }: Delivery, resource?: string): Promise<void> => {
  const bare = run.names.toWire(account)
  return run.stage.world.send(
    readdressed(run, stanza, {
      from: run.names.sender(stanza.attrs['from'] ?? fromWorld),
      to: resource === undefined ? bare : `${bare}/${resource}`,
    }),
  )
}

/** What the account itself sent to others is archived for it as well. */
const isOwnCopy = (account: string, { stanza }: Delivery): boolean => {
  const to = stanza.attrs['to']
  return to !== undefined && to.split('/')[0] !== account
}

const archives = async (
  run: Run,
  account: string,
  delivery: Delivery,
  device: Device,
  resource: string,
): Promise<void> => {
  await archiving(device, true)
  await happensBy(run, account, 'Archived', () => {
    if (!isOwnCopy(account, delivery)) return writes(run, account, delivery, resource)
    return device.send(readdressed(run, delivery.stanza, { to: run.names.sender(delivery.stanza.attrs['to'] ?? '') }))
  })
  await settled(run)
  await archiving(device, false)
}

const archived = async (run: Run, account: string, { delivery }: Of<'Archived'>): Promise<void> => {
  const roles = rolesOf(run.state.cast, account)
  if (roles.length === 0) return // one event with storing it: see `stored`
  const awake = roles.filter(([, role]) => !role.asleep && role.unacked.length === 0).at(-1)?.[0]
  if (awake === undefined) return withGuest(run, account, (guest) => archives(run, account, delivery, guest, 'guest'))
  return archives(run, account, delivery, deviceOf(run, account, awake), awake)
}

const stored = async (run: Run, account: string, { delivery }: Of<'StoredOffline'>): Promise<void> => {
  const { cast } = run.state
  if (cast.left.has(`${account} ${delivery.key}`)) return // when its session ended the server stored it, or never will
  const store = (): Promise<void> => happensBy(run, account, 'StoredOffline', () => writes(run, account, delivery))
  if (cast.announced === undefined) return store()
  await withGuest(run, account, (guest) => archiving(guest, true))
  await happensBy(run, account, 'Archived', store)
  await withGuest(run, account, (guest) => archiving(guest, false))
}

/** Sends what is missing in the queue of a device that no longer acknowledges. */
const fillQueue = async (
  run: Run,
  account: string,
  resource: string,
  queue: ReadonlyArray<Delivery>,
): Promise<void> => {
  const device = deviceOf(run, account, resource)
  const unacked = run.state.cast.roles.get(roleName(account, resource))?.unacked ?? []
  const missing = toSend(run.state.cast, account, unacked, queue)
  if (typeof missing === 'string') throw new Unreachable(missing)
  if (missing.length === queue.length) {
    await device.acknowledge()
    await settled(run, { send: device.send })
  }
  device.holdAcks()
  for (const delivery of missing) await writes(run, account, delivery, resource)
  await settled(run)
}

const checkQueue = (run: Run, account: string, event: Of<'HibernationStarted'> | Of<'AckDelayed'>): void => {
  const { hooks, jid } = watched(run, account)
  if (!hooks.see) return
  const queue = hooks.last(jid, event._tag)?.event['queue']
  const length = Array.isArray(queue) ? queue.length : 0
  if (length !== event.queue.length)
    throw new Unreachable(`The server's queue had ${length} stanzas where the law has ${event.queue.length}.`)
}

const closes = async (run: Run, account: string, resource: string): Promise<void> => {
  const asleep = run.state.cast.roles.get(roleName(account, resource))?.asleep === true
  const { hooks, jid } = watched(run, account)
  const closed = (): number => hooks.count(jid, 'SessionClosed', resource)
  const before = closed()
  // A session that sleeps ends when its device comes back without resuming it, and that session ends as well.
  const device = asleep ? await opens(run, account, resource) : deviceOf(run, account, resource)
  await device.logout()
  run.devices.delete(roleName(account, resource))
  if (hooks.see && !(await comesTrue(() => closed() > before + (asleep ? 1 : 0), hookMs)))
    throw new Unreachable('The server did not end the session.')
}

const asksAccount = async (run: Run, account: string, { resource, iq }: Of<'IqReceived'>): Promise<void> => {
  const request = run.names.toWire(serializeXml(iq))
  const reply = await deviceOf(run, account, resource).request(request)
  const child = iq.children.find((one) => typeof one === 'object')
  if (typeof child !== 'object' || child.attrs['xmlns'] !== 'urn:xmpp:push:0') return
  const at = Date.now()
  run.entries.push({
    kind: 'reply',
    at: at - run.began,
    step: run.state.step,
    device: `${account}/${resource}`,
    request,
    reply,
  })
  run.waiting.push({ at, output: { _tag: 'Replied', account, resource, iq: readXml(run.names.toKit(reply)) } })
}

const bringAbout = async (run: Run, account: string, event: Happening): Promise<unknown> => {
  switch (event._tag) {
    case 'SessionOpened':
      return opens(run, account, event.resource)
    case 'SessionClosed':
      return closes(run, account, event.resource)
    case 'IqReceived':
      return asksAccount(run, account, event)
    case 'StoredOffline':
      return stored(run, account, event)
    case 'Archived':
      return archived(run, account, event)
    case 'GroupchatToBare':
      return happensBy(run, account, event._tag, () => writes(run, account, event.delivery))
    case 'HibernationStarted':
      await fillQueue(run, account, event.resource, event.queue)
      await happensBy(run, account, event._tag, () => deviceOf(run, account, event.resource).vanish(), event.resource)
      return checkQueue(run, account, event)
    case 'QueuedWhileHibernating':
      return happensBy(
        run,
        account,
        event._tag,
        () => writes(run, account, event.delivery, event.resource),
        event.resource,
      )
    case 'AckDelayed':
      await happensBy(
        run,
        account,
        event._tag,
        async () => {
          await fillQueue(run, account, event.resource, event.queue)
          if (run.stage.server === undefined) await delay(run.stage.ackDelayMs + lateByMs)
        },
        event.resource,
        lateMs,
      )
      return checkQueue(run, account, event)
    case 'SessionResumed':
      return happensBy(run, account, event._tag, () => deviceOf(run, account, event.resource).resume(), event.resource)
    case 'PublishAnswered':
      return answerPublish(run, account, event)
    default:
      throw new Unreachable(`Nothing that a client or a service does leads to ${event._tag}.`)
  }
}

/** Events that a timer of the server begins with; for the second kind no other timer may run on. */
const timed: ReadonlyArray<Happening['_tag']> = ['QueuedWhileHibernating', 'AckDelayed']
const beginsAnew: ReadonlyArray<Happening['_tag']> = ['AckDelayed', 'SessionResumed']

/**
 * Virtual time is counted from when the server had the event, by its own clock: neither its timers nor ours are late then
 * because this process is. Stanzas that are collected together have the timer of the first.
 */
const setAnchor = (run: Run, { _tag }: Happening): void => {
  const { virtual, anchor } = run.state
  if (anchor.collects && anchor.virtual === virtual && !beginsAnew.includes(_tag)) return
  const collects = timed.includes(_tag)
  run.state.anchor = { real: collects ? run.state.happened : Date.now(), virtual, collects }
}

/**
 * What a server that is only known from outside is not waited for, beyond the reply that it gives: waiting takes a good part
 * of the second in which stanzas are collected.
 */
const isOverAtOnce = ({ stage }: Run, { _tag }: Happening): boolean => {
  if (stage.server !== undefined) return false
  if (_tag === 'IqReceived' || _tag === 'SessionOpened') return true
  const { coalesceMs, whileHibernating } = { ...defaultOptions, ...stage.facts.options }
  return _tag === 'QueuedWhileHibernating' && coalesceMs > 0 && whileHibernating !== 'each'
}

/** Brings an event about, and waits until all that the server does because of it has been done. */
export const perform = async (run: Run, account: string, event: Happening): Promise<void> => {
  const why = impossible(run.state.cast, account, event)
  if (why !== undefined) throw new Unreachable(why)
  await bringAbout(run, account, event)
  setAnchor(run, event)
  if (!isOverAtOnce(run, event)) await settled(run)
}
