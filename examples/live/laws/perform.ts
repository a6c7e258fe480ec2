/**
 * The events of the laws, each brought about by what real clients, senders and push services do; then the server's own
 * hooks are asked whether it happened.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Delivery } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import { softwareOf } from '../server.js'
import { readXml } from '../wire.js'
import { deviceOf, happensBy, hookMs, opens, sureMs, writes } from './acting.js'
import { beginsTimer, noteLateness, setAnchor } from './anchor.js'
import { answerPublish } from './answering.js'
import { impossible, roleName, toSend } from './cast.js'
import { comesTrue } from './hooks.js'
import { settled, Unreachable, watched, type Happening, type Run } from './run.js'
import { archived, stored } from './storing.js'

/** Until the ack is late, and a little more. */
const lateMs = 4500
/** Where nobody tells when it is late, this much later it is. */
const lateByMs = 100

type Of<Tag extends Happening['_tag']> = Extract<Happening, { readonly _tag: Tag }>

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

const isEjabberd = ({ stage: { server } }: Run): boolean =>
  server !== undefined && softwareOf(server.name) === 'ejabberd'

const closes = async (run: Run, account: string, resource: string): Promise<void> => {
  const role = run.state.cast.roles.get(roleName(account, resource))
  const asleep = role?.asleep === true
  const { hooks, jid } = watched(run, account)
  const closed = (): number => hooks.count(jid, 'SessionClosed', resource)
  const before = closed()
  // A session that sleeps ends when its device comes back without resuming it, and that session ends as well.
  const device = asleep ? await opens(run, account, resource) : deviceOf(run, account, resource)
  // Whether anybody was there when the old session ended decides what becomes of its queue: the new one waits for it.
  if (asleep && hooks.see) await comesTrue(() => closed() > before, sureMs)
  if (asleep) {
    await settled(run)
    // ejabberd gives it that queue, and what it has not acknowledged when it goes is stored offline and pushed anew.
    if (isEjabberd(run)) await comesTrue(() => device.messages() >= role.unacked.length, hookMs)
    await device.acknowledge()
  }
  await device.logout()
  run.devices.delete(roleName(account, resource))
  if (hooks.see && !(await comesTrue(() => closed() > before + (asleep ? 1 : 0), sureMs)))
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

/**
 * What a server that is only known from outside is not waited for, beyond the reply that it gives: waiting takes a good part
 * of the second in which stanzas are collected.
 */
const isOverAtOnce = (run: Run, event: Happening): boolean => {
  const { _tag } = event
  if (run.stage.server !== undefined) return false
  return (
    _tag === 'IqReceived' || _tag === 'SessionOpened' || (_tag === 'QueuedWhileHibernating' && beginsTimer(run, event))
  )
}

/** Brings an event about, and waits until all that the server does because of it has been done. */
export const perform = async (run: Run, account: string, event: Happening): Promise<void> => {
  const why = impossible(run.state.cast, account, event)
  if (why !== undefined) throw new Unreachable(why)
  await bringAbout(run, account, event)
  noteLateness(run)
  setAnchor(run, event)
  if (!isOverAtOnce(run, event)) await settled(run)
}
