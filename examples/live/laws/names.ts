import type { Account } from '../device.js'

/**
 * The kit's names and those on the wire. The laws are always about juliet@capulet.example and push.example; on a server
 * every run has users of its own on a host with its options, and every lane of runs its own push services. Names are
 * exchanged wherever they stand in the XML.
 */

export interface Names {
  readonly toWire: (text: string) => string
  readonly toKit: (text: string) => string
  /** Who sends in the name of somebody who is not on the server. */
  readonly sender: (jid: string) => string
  /** The accounts of the run: user and host, by the kit's bare JID. */
  readonly account: (jid: string) => Account
}

/** The hosts that the laws' accounts are on. */
export const kitHosts = ['capulet.example', 'montague.example'] as const
export const kitUsers = ['juliet', 'romeo'] as const

export const wireHost = (host: string, profile: number): string => `o${profile}.${host}`
export const wireUser = (user: string, run: string): string => `${user}.${run}`

/** The push services of a lane. */
export const wireServices = (lane: number): ReadonlyArray<string> => [
  `l${lane}.push.example`,
  `xmpp.l${lane}.push.example`,
]

/** Sends in the name of everybody who is not on the server. */
export const worldDomain = 'world.example'

export const namesOf = (run: string, profile: number, lane: number): Names => {
  const toWire = (text: string): string =>
    text
      .replace(/(juliet|romeo)@/gi, (_, user: string) => `${wireUser(user, run)}@`)
      .replace(/(capulet|montague)\.example/gi, (host) => wireHost(host, profile))
      .replaceAll('push.example', `l${lane}.push.example`)
  return {
    toWire,
    sender: toWire,
    toKit: (text) =>
      text
        .replace(new RegExp(`(juliet|romeo)\\.${run}@`, 'gi'), '$1@')
        .replace(new RegExp(`o${profile}\\.((?:capulet|montague)\\.example)`, 'gi'), '$1')
        .replaceAll(`l${lane}.push.example`, 'push.example'),
    account: (jid) => {
      const [user = '', host = ''] = jid.split('@')
      return { user: wireUser(user, run), host: wireHost(host, profile) }
    },
  }
}
