/**
 * A whole host on one machine, to be copied into a server. Its ports lead out; between them and the rules is everything
 * here: the events of an account one after the other, its timers, its publishes and who may answer them.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as push from 'xmpp-push-rules'
import { seal } from './seal.js'

/** The ways out. None of them throws; a `load` or `save` that fails rejects, and then the event did not happen. */
export interface Ports {
  readonly send: (element: push.XmlElement) => void
  readonly setResumeTimeout: (jid: string, resource: string, timeoutMs: number) => void
  readonly load: (jid: string) => Promise<unknown>
  readonly save: (jid: string, registrations: ReadonlyArray<push.Registration>) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Runs something later, and gives back what stops it. */
  readonly after: (ms: number, run: () => void) => () => void
  /** So many octets that nobody can guess. */
  readonly random: (octets: number) => Buffer
  /** For a log: why something was pushed or was not, or what failed. */
  readonly note: (jid: string, what: push.Publish | push.PublishSealed | push.Skip | Error) => void
}

export interface Host {
  /** Something happened to an account. Comes back when it was dealt with; what failed was noted. */
  readonly feed: (jid: string, event: push.EventWithoutTime) => Promise<void>
  /** An iq of type result or error came; false where it answers no publish, or comes from somebody who was not asked. */
  readonly answered: (iq: push.XmlElement) => Promise<boolean>
  /** What the account's disco#info has for that asker: only its owner is told (XEP-0357 §4.1). */
  readonly features: (jid: string, askersBareJid: string) => ReadonlyArray<string>
  /** Forgets every timer, as the end of the process does. */
  readonly stop: () => void
}

interface Unanswered {
  readonly jid: string
  readonly registration: push.RegistrationRef
  readonly stopWaiting: () => void
}

/** @param patienceMs - how long a push service may take to answer */
export const newHost = (options: push.Options, ports: Ports, patienceMs = 60_000): Host => {
  const { send, now, after, random, note } = ports
  const accounts = new Map<string, push.Account>()
  const latest = new Map<string, Promise<void>>() // what the next event of the account waits for
  const unanswered = new Map<string, Unanswered>() // by the id of the iq
  const timers = new Map<string, () => void>() // how to stop them; their names are unique in the whole server

  const load = async (jid: string): Promise<push.Account> => {
    const registrations = push.readRegistrations(await ports.load(jid))
    if (E.isLeft(registrations)) {
      throw new Error(registrations.left.map(({ path, expected }) => `${path}: expected ${expected}`).join('; '))
    }
    const account = push.restoreAccount(jid, registrations.right)
    if (E.isLeft(account)) throw new Error(`no user's bare JID: ${account.left.code}`)
    return account.right
  }

  const forget = (id: string): void => {
    unanswered.get(id)?.stopWaiting()
    unanswered.delete(id)
  }

  const publish = (jid: string, registration: push.RegistrationRef, write: (id: string) => push.XmlElement): void => {
    const id = random(16).toString('base64url')
    const giveUp = (): void => {
      forget(id)
      void feed(jid, { _tag: 'PublishAnswered', registration, answer: { _tag: 'TimedOut' } })
    }
    unanswered.set(id, { jid, registration, stopWaiting: after(patienceMs, giveUp) })
    send(write(id))
  }

  /** Matched by id **and** sender, as JIDs: a forged answer leaves the publish to the one who was asked. */
  const answered = async (iq: push.XmlElement): Promise<boolean> => {
    const { id = '', from = '' } = iq.attrs
    const found = unanswered.get(id)
    if (found === undefined || found.registration.service !== E.toUnion(push.parseJid(from))) return false
    forget(id)
    const { jid, registration } = found
    await feed(jid, { _tag: 'PublishAnswered', registration, from, answer: push.readAnswer(iq) })
    return true
  }

  const stopTimer = (timer: string): void => {
    timers.get(timer)?.()
    timers.delete(timer)
  }

  const perform = (jid: string, effect: push.Effect): void | Promise<void> => {
    switch (effect._tag) {
      case 'Save':
        return ports.save(jid, effect.registrations)
      case 'Reply':
        return send(push.replyElement(effect))
      case 'Publish':
        note(jid, effect)
        return publish(jid, effect.registration, (id) => push.publishElement(id)(effect))
      case 'PublishSealed':
        note(jid, effect)
        return publish(jid, effect.registration, (id) => push.sealedElement(id, seal(effect, random(12)))(effect))
      case 'Skip':
        return note(jid, effect)
      case 'Drop':
        for (const [id, { jid: whose, registration }] of unanswered) {
          if (whose === jid && push.sameKey(registration, effect.registration)) forget(id)
        }
        return
      case 'StartTimer': {
        const { timer, delayMs } = effect
        const fire = (): void => {
          timers.delete(timer)
          void feed(jid, { _tag: 'TimerFired', timer })
        }
        stopTimer(timer)
        timers.set(timer, after(delayMs, fire))
        return
      }
      case 'StopTimer':
        return stopTimer(effect.timer)
      case 'SetResumeTimeout':
        return ports.setResumeTimeout(jid, effect.resource, effect.timeoutMs)
    }
  }

  const happen = async (jid: string, event: push.EventWithoutTime): Promise<void> => {
    const account = accounts.get(jid) ?? (await load(jid))
    const [effects, changed] = push.step(options)({ ...event, at: now() })(account)
    for (const effect of effects) {
      try {
        await perform(jid, effect)
      } catch (error) {
        // only a `Save` can fail: what follows is dropped, and the account stays what it was
        if (effect._tag === 'Save' && effect.replyOnFailure) send(push.replyElement(effect.replyOnFailure))
        throw error
      }
    }
    accounts.set(jid, changed)
  }

  const feed = (jid: string, event: push.EventWithoutTime): Promise<void> => {
    const done = (latest.get(jid) ?? Promise.resolve())
      .then(() => happen(jid, event))
      .catch((error: unknown) => note(jid, error instanceof Error ? error : new Error(String(error))))
      .finally(() => (latest.get(jid) === done ? latest.delete(jid) : undefined))
    latest.set(jid, done)
    return done
  }

  const features: Host['features'] = (jid, asker) => (jid === asker ? push.discoFeatures(options) : [])

  const stop = (): void => {
    ;[...timers.keys()].forEach(stopTimer)
    ;[...unanswered.keys()].forEach(forget)
  }

  return { feed, answered, features, stop }
}
