/**
 * Where everything goes that the workers send: it writes down what it got, and outlives them. To publishes it answers as
 * push services do: at once, late, with an error, or never; and now and then somebody answers in its name.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { XmlElement } from 'xmpp-push-rules'
import type { Outgoing } from '../../examples/durable-host/host.js'

export interface PushService {
  readonly url: string
  /** By id: what was sent under it, and how often. */
  readonly received: ReadonlyMap<string, { readonly outgoing: Outgoing; times: number }>
  readonly faults: ReadonlyArray<string>
  readonly stop: () => void
}

const iq = (id: string, from: string, error?: readonly [type: string, condition: string]): XmlElement => ({
  name: 'iq',
  attrs: { type: error === undefined ? 'result' : 'error', id, from },
  children: error === undefined ? [] : [{ name: 'error', attrs: { type: error[0] }, children: [condition(error[1])] }],
})

const condition = (name: string): XmlElement => ({
  name,
  attrs: { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' },
  children: [],
})

const REFUSALS = [
  ['cancel', 'item-not-found'],
  ['auth', 'forbidden'],
  ['wait', 'resource-constraint'],
] as const

/**
 * @param random - from 0 to 1
 * @param answer - hands an answer to the host; false where it is not taken
 */
export const newPushService = async (
  random: () => number,
  answer: (iq: XmlElement) => Promise<boolean>,
): Promise<PushService> => {
  const received = new Map<string, { outgoing: Outgoing; times: number }>()
  const faults: Array<string> = []

  const respond = async (id: string, service: string): Promise<void> => {
    const fate = random()
    if (fate < 0.1) return // it vanishes
    if (fate < 0.2 && (await answer(iq(id, 'stranger.example')))) faults.push(`${id}: a forged answer was taken`)
    if (fate > 0.85) await sleep(random() * 2000)
    await answer(iq(id, service, fate > 0.7 ? REFUSALS[Math.floor(random() * 3)] : undefined))
  }

  const take = (outgoing: Outgoing): void => {
    const { id, what } = outgoing
    const before = received.get(id)
    if (before === undefined) received.set(id, { outgoing, times: 1 })
    else {
      before.times += 1
      if (JSON.stringify(before.outgoing) !== JSON.stringify(outgoing)) faults.push(`${id}: two texts under one id`)
    }
    if (what._tag === 'Publish') respond(id, what.service).catch((error: unknown) => faults.push(String(error)))
  }

  const server = createServer((request, response) => {
    const parts: Array<Buffer> = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (random() < 0.02) return void response.writeHead(503).end()
      take(JSON.parse(Buffer.concat(parts).toString('utf8')) as Outgoing)
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    faults,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
