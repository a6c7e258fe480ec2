/**
 * Which publish an answer is for: laws name it by its place, implementations know it by the place or by its id.
 */
import { isJid } from '../state/jid.js'
import { attr } from '../xml/query.js'
import type { Happening, PublishRef } from './adapter.js'
import { nameOf, type Observed } from './observe.js'
import type { Untimed } from './scene.js'

/** A publish that was seen, for answers to name it. */
export interface Sent extends PublishRef {
  readonly account: string
  readonly name: string
}

/** What has been published since a scene began. */
export interface Publishes {
  readonly sent: Array<Sent>
  /** Numbers of the publishes that their own service has answered. */
  readonly answered: Set<number>
}

/** Takes down what was published at a step. */
export const remember = ({ sent }: Publishes, { pushes }: Observed): void => {
  for (const push of pushes) {
    const id = attr(push.iq, 'id')
    sent.push({ account: push.account, name: nameOf(push), number: sent.length, ...(id === undefined ? {} : { id }) })
  }
}

/** An event with its time; an answer with the publish that it is for. */
export const happeningOf = (memory: Publishes, account: string, event: Untimed, at: number): Happening => {
  if (event._tag !== 'PublishAnswered') return { ...event, at }
  const { nth, ...answer } = event
  const own = memory.sent.filter((one) => one.account === account && one.name === nameOf(event.registration))
  const found = nth === undefined ? own.find(({ number }) => !memory.answered.has(number)) : own[nth]
  if (found === undefined) return { ...answer, at }
  if (isJid(event.from, event.registration.service)) memory.answered.add(found.number)
  const { number, id } = found
  return { ...answer, at, publish: { number, ...(id === undefined ? {} : { id }) } }
}
