/**
 * The laws' names on a server that has only what it was given: one component domain, and accounts. Every push service of
 * a law, and everybody who writes to its user, is an address of that component.
 */
import type { Account } from '../device.js'
import { kitHosts, kitUsers, type Names } from '../laws/names.js'
import { Unreachable } from '../laws/run.js'

/** Who plays the laws' users in one lane. */
export interface Cast {
  readonly juliet: Account
  /** Of another host than Juliet; absent: there is no second user. */
  readonly romeo?: Account
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const services = /(?:([\w-]+)@)?(xmpp\.)?\bpush\.example(?![\w.-])/gi

const jidParts = (jid: string): readonly [local: string, domain: string, resource: string] => {
  const [bare = '', ...rest] = jid.split('/')
  const [domain = '', local = ''] = bare.split('@').toReversed()
  return [local, domain, rest.length === 0 ? '' : `/${rest.join('/')}`]
}

/** Where the lane's push services are: whoever is no service of it is somebody who writes, with a `%` in the name. */
export const laneService = (lane: number, domain: string): string => `lane${lane}@${domain}`

export const ownNames = (cast: Cast, lane: number, domain: string): Names => {
  const users: ReadonlyArray<Account | undefined> = [cast.juliet, cast.romeo]
  const pairs = users.flatMap((account, index) =>
    account === undefined ? [] : [{ account, user: kitUsers[index] ?? '', host: kitHosts[index] ?? '' }],
  )
  const servicesToWire = (text: string): string =>
    text.replace(
      services,
      (_, local: string | undefined, second: string | undefined) =>
        `${[...(local === undefined ? [] : [local]), ...(second === undefined ? [] : ['second']), ''].join('.')}${laneService(lane, domain)}`,
    )
  const servicesToKit = (text: string): string =>
    text.replace(
      new RegExp(`(?:((?!second\\.)[\\w-]+)\\.)?(second\\.)?${literal(laneService(lane, domain))}`, 'gi'),
      (_, local: string | undefined, second: string | undefined) =>
        `${local === undefined ? '' : `${local}@`}${second === undefined ? '' : 'xmpp.'}push.example`,
    )
  const isOurs = (host: string): boolean => pairs.some((one) => one.host === host.toLowerCase())
  return {
    toWire: (text) =>
      pairs.reduce(
        (known, { account, user, host }) =>
          known
            .replace(new RegExp(`${user}@${literal(host)}`, 'gi'), `${account.user}@${account.host}`)
            .replace(new RegExp(`(?<![\\w.-])${literal(host)}(?![\\w-])`, 'gi'), account.host),
        servicesToWire(text),
      ),
    toKit: (text) =>
      pairs.reduce(
        (known, { account, user, host }) =>
          known
            .replace(new RegExp(literal(`${account.user}@${account.host}`), 'gi'), `${user}@${host}`)
            .replace(new RegExp(`(?<![\\w.@-])${literal(account.host)}(?![\\w.-])`, 'gi'), host),
        servicesToKit(text).replace(
          new RegExp(`([^\\s"'<>%@/]*)%([^\\s"'<>%@/]+)@${literal(domain)}`, 'gi'),
          (_, local: string, host: string) => (local === '' ? host : `${local}@${host}`),
        ),
      ),
    sender: (jid) => {
      const wire = servicesToWire(jid)
      if (wire !== jid) return wire
      const [local, host, resource] = jidParts(jid)
      if (isOurs(host)) throw new Unreachable('A component cannot send in the name of an account.')
      return host === domain ? jid : `${local}%${host}@${domain}${resource}`
    },
    account: (jid) => {
      const found = pairs.find(({ user, host }) => `${user}@${host}` === jid)
      if (found === undefined) throw new Unreachable('There is no account of a second host.')
      return found.account
    },
  }
}
