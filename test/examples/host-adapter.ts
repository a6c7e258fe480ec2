/** The host of examples/host under the kit: with a clock of ours, and a store that takes its time. */
import { randomBytes } from 'node:crypto'
import { type Host, newHost, type Ports } from '../../examples/host/host.js'
import { keyOf, type Options, REASONS, type RegistrationKey, type XmlElement } from 'xmpp-push-rules'
import { everythingBut, type Happening, type Output } from 'xmpp-push-rules/conformance'

interface Alarm {
  readonly due: number
  readonly run: () => void
}

interface Published {
  readonly id: string
  readonly account: string
  readonly key: RegistrationKey
  /** Gives the answer up, as if the host's patience were at its end. */
  readonly giveUp: () => void
}

export interface Instance {
  readonly options: Options
  readonly stored: Map<string, string>
  readonly alarms: Set<Alarm>
  readonly published: Array<Published>
  now: number
  failing: boolean
  outputs: Array<Output>
  host: Host
}

const bare = (jid: string): string => jid.split('/')[0] ?? ''

const boot = (instance: Omit<Instance, 'host'>): Host => {
  let account = ''
  let key: RegistrationKey = { service: '', node: '' }
  let latest: Alarm | undefined
  const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const ports: Ports = {
    load: async (jid) => JSON.parse(instance.stored.get(jid) ?? '[]') as unknown,
    save: async (jid, registrations) => {
      await later()
      if (instance.failing) throw new Error('no space left')
      instance.stored.set(jid, JSON.stringify(registrations))
    },
    send: (iq: XmlElement) => {
      if (iq.attrs['type'] !== 'set') {
        const to = iq.attrs['to'] ?? ''
        instance.outputs.push({ _tag: 'Replied', account: bare(to), resource: to.slice(bare(to).length + 1), iq })
        return
      }
      const alarm = latest
      const giveUp = (): void => {
        if (alarm !== undefined && instance.alarms.delete(alarm)) alarm.run()
      }
      instance.published.push({ id: iq.attrs['id'] ?? '', account, key, giveUp })
      instance.outputs.push({ _tag: 'Published', account, iq })
    },
    setResumeTimeout: (jid, resource, timeoutMs) =>
      void instance.outputs.push({ _tag: 'ResumeTimeout', account: jid, resource, timeoutMs }),
    now: () => instance.now,
    after: (ms, run) => {
      const alarm = { due: instance.now + ms, run }
      latest = alarm
      instance.alarms.add(alarm)
      return () => void instance.alarms.delete(alarm)
    },
    random: randomBytes,
    note: (jid, what) => {
      if (what instanceof Error) return
      account = jid
      key = keyOf(what.registration)
      instance.outputs.push({
        _tag: 'Explained',
        account,
        registration: key,
        ...(what.key === undefined ? {} : { key: what.key }),
        pushed: what._tag !== 'Skip',
        rules: what.decision.reasons.map(({ code }) => REASONS[code].rule),
      })
    },
  }
  // some laws let a service answer after hours
  return newHost(instance.options, ports, 365 * 24 * 3_600_000)
}

const start = (options: Options): Instance => {
  const instance = {
    options,
    stored: new Map<string, string>(),
    alarms: new Set<Alarm>(),
    published: [],
    now: 0,
    failing: false,
    outputs: [],
  }
  return Object.assign(instance, { host: boot(instance) })
}

/** What came out so far; an event that does nothing waits for those before it. */
const collect = async (instance: Instance, account: string): Promise<ReadonlyArray<Output>> => {
  await instance.host.feed(account, { _tag: 'TimerFired', timer: '' })
  return instance.outputs.splice(0)
}

const answerIq = (id: string, happening: Extract<Happening, { readonly _tag: 'PublishAnswered' }>): XmlElement => {
  const { from, answer } = happening
  if (answer._tag !== 'Rejected') return { name: 'iq', attrs: { type: 'result', id, from }, children: [] }
  const el = (name: string, xmlns: string): XmlElement => ({ name, attrs: { xmlns }, children: [] })
  const { type, condition, pubsubCondition } = answer
  const children = [
    el(condition, 'urn:ietf:params:xml:ns:xmpp-stanzas'),
    ...(pubsubCondition === undefined ? [] : [el(pubsubCondition, 'http://jabber.org/protocol/pubsub#errors')]),
  ]
  return { name: 'iq', attrs: { type: 'error', id, from }, children: [{ name: 'error', attrs: { type }, children }] }
}

const happen = async (instance: Instance, account: string, event: Happening): Promise<unknown> => {
  if (event._tag !== 'PublishAnswered') return instance.host.feed(account, event)
  const wanted = (event as { readonly publish?: { readonly id?: string } }).publish?.id
  const { service, node } = event.registration
  const asked = instance.published.find(
    ({ id, key, account: whose }) =>
      id === wanted || (wanted === undefined && whose === account && key.service === service && key.node === node),
  )
  const late = event.answer._tag === 'TimedOut'
  if (late) asked?.giveUp()
  const taken = late || (await instance.host.answered(answerIq(asked?.id ?? 'nobody asked', event)))
  if (taken && asked !== undefined) instance.published.splice(instance.published.indexOf(asked), 1)
  return undefined
}

const advance = async (instance: Instance, ms: number): Promise<ReadonlyArray<Output>> => {
  const end = instance.now + ms
  for (;;) {
    const [next] = [...instance.alarms].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
    if (next === undefined) break
    instance.alarms.delete(next)
    instance.now = next.due
    next.run()
    for (const account of instance.stored.keys()) await instance.host.feed(account, { _tag: 'TimerFired', timer: '' })
  }
  instance.now = end
  return instance.outputs.splice(0)
}

export const adapter = {
  name: 'examples/host',
  capabilities: everythingBut({ 'state-size': 'what is kept for an account is not measured' }),
  start,
  dispatch: async (instance: Instance, account: string, event: Happening) => {
    await happen(instance, account, event)
    return collect(instance, account)
  },
  dispatchTogether: async (instance: Instance, account: string, events: ReadonlyArray<Happening>) => {
    await Promise.all(events.map((event) => happen(instance, account, event)))
    return collect(instance, account)
  },
  advance,
  inspect: ({ host, stored }: Instance, account: string) => ({
    registrations: (JSON.parse(stored.get(account) ?? '[]') as ReadonlyArray<RegistrationKey>).map(keyOf),
    features: host.features(account, account),
  }),
  failSaves: (instance: Instance, failing: boolean) => Object.assign(instance, { failing }),
  restart: (instance: Instance): ReadonlyArray<Output> => {
    instance.host.stop()
    instance.alarms.clear()
    instance.published.splice(0)
    instance.host = boot(instance)
    return instance.outputs.splice(0)
  },
  stop: ({ host }: Instance) => host.stop(),
}
