/**
 * The transaction rule: if a `Save` fails, drop the effects that follow, keep the old account, answer `replyOnFailure`.
 *
 *   npx tsx examples/failed-save.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  defaultOptions,
  type Effect,
  emptyAccount,
  type Event,
  publishText,
  type Registration,
  replyText,
  step,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'

/** What a server has: a store that may fail, and streams that take what is sent. */
interface Server {
  readonly store: (jid: string, registrations: ReadonlyArray<Registration>) => Promise<void>
  readonly perform: (effect: Exclude<Effect, { readonly _tag: 'Save' }>) => void
}

/**
 * One event of one account, all or nothing. The next event of that account waits for this one: its account is what
 * this one returns.
 */
const transact = async ({ store, perform }: Server, account: Account, event: Event): Promise<Account> => {
  const [effects, after] = step(defaultOptions)(event)(account)
  for (const effect of effects) {
    if (effect._tag !== 'Save') {
      perform(effect)
      continue
    }
    try {
      await store(account.jid, effect.registrations)
    } catch {
      if (effect.replyOnFailure !== undefined) perform(effect.replyOnFailure)
      return account
    }
  }
  return after
}

/** A disk that is full until somebody makes room. */
const disk = { full: true }

let pushes = 0

const server: Server = {
  store: async (jid, registrations) => {
    await Promise.resolve()
    if (disk.full) throw new Error('no space left')
    console.log(`stored: ${registrations.length} of ${jid}`)
  },
  perform: (effect) => {
    switch (effect._tag) {
      case 'Reply':
        console.log(`to ${effect.resource}: ${replyText(effect)}`)
        break
      case 'Publish':
        pushes += 1
        console.log(`to ${effect.registration.service}: ${publishText(`push-${pushes}`)(effect)}`)
        break
      default:
        console.log(effect)
    }
  },
}

/** Texts of our own making: a fault in them is a fault in this file. */
const orThrow = E.getOrElseW((error: { readonly code: string }): never => {
  throw new Error(error.code)
})

const iq = (id: string): XmlElement =>
  orThrow(parseXml(`<iq type='set' id='${id}'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'/></iq>`))
const stanza = orThrow(parseXml('<message><body>Wherefore art thou?</body></message>'))

let account = orThrow(emptyAccount('juliet@capulet.example'))
const feed = async (event: Event): Promise<void> => {
  account = await transact(server, account, event)
  console.log(`${event._tag}: ${account.registrations.length} registered`)
}

await feed({ _tag: 'SessionOpened', at: 0, resource: 'phone' })
await feed({ _tag: 'IqReceived', at: 1000, resource: 'phone', iq: iq('first') })
await feed({ _tag: 'StoredOffline', at: 2000, delivery: { stanza, key: 'archive-1' } })
disk.full = false
await feed({ _tag: 'IqReceived', at: 3000, resource: 'phone', iq: iq('second') })
await feed({ _tag: 'StoredOffline', at: 4000, delivery: { stanza, key: 'archive-2' } })
