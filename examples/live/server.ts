/** What both servers are started with, and what a running one offers to the scenes. */
import type { Extension } from 'xmpp-push-rules'

/** One virtual host, with one way to set up push. */
export interface HostProfile {
  readonly host: string
  readonly includeBody: boolean
  readonly includeSender: boolean
  /** The text sent for important stanzas where the body is not; empty: none. */
  readonly importantBody: string
  readonly maxErrors: number
  readonly maxDevices: number
  /** How long a session may be resumed, in seconds. */
  readonly resumeSeconds: number
  /** The same for a session bound to a registration, until its first important push, in seconds. */
  readonly pushResumeSeconds: number
  /** Whether messages are archived for users who did not ask for it; default true. */
  readonly archives?: boolean
  /** Whether it notifies of messages with a body alone, where the server has a setting for it; default all. */
  readonly notifyOn?: 'all' | 'important'
  /** What of an enable is read beyond its form, where the server has modules for it; default nothing. */
  readonly extensions?: ReadonlyArray<Extension>
}

export interface ServerSetup {
  readonly profiles: ReadonlyArray<HostProfile>
  readonly accounts: ReadonlyArray<{ readonly user: string; readonly host: string }>
  /** More components than the push service; they may send in anybody's name, as the world beyond a server does. */
  readonly components?: ReadonlyArray<string>
}

export type Software = 'prosody' | 'ejabberd'

/** A server of one generation: 0.12 and 23.01, as in Debian 12, and what came later. */
export type ServerName = 'prosody' | 'ejabberd' | 'prosody-13' | 'ejabberd-24' | 'prosody-extensions'

export const softwareOf = (name: ServerName): Software => (name.startsWith('prosody') ? 'prosody' : 'ejabberd')

export interface RunningServer {
  readonly name: ServerName
  readonly version: string
  readonly clientService: string
  readonly componentService: string
  /** The events that the server's own hooks saw, as NDJSON, for one host. */
  readonly eventLog: (host: string) => string
  /** Where that log is written. */
  readonly eventFile: (host: string) => string
  /** The server's own log, for when something is not understood. */
  readonly serverLog: () => string
  readonly stop: () => Promise<void>
}

export const password = 'secret'
export const pushDomain = 'push.localhost'
export const mucDomain = 'muc.localhost'

/** How long a server waits for the answer to an `<r/>` before it calls it late, in seconds. */
export const ackDelaySeconds = 2

const common = { includeBody: false, includeSender: false, importantBody: 'New Message!', maxErrors: 3, maxDevices: 3 }

/**
 * `plain` as servers come, with low limits; `open` tells everything; `silent` tells nothing; `waking` is just long
 * enough for ejabberd to wake a device two minutes before its session ends; `hasty` lets sessions end; `extensions` reads
 * all that Prosody has modules for, and only scenes of its own are played there.
 */
export const profiles = {
  plain: { ...common, host: 'localhost', resumeSeconds: 120, pushResumeSeconds: 3600 },
  open: {
    ...common,
    host: 'open.localhost',
    includeBody: true,
    includeSender: true,
    resumeSeconds: 120,
    pushResumeSeconds: 3600,
  },
  silent: { ...common, host: 'silent.localhost', importantBody: '', resumeSeconds: 120, pushResumeSeconds: 3600 },
  waking: { ...common, host: 'waking.localhost', resumeSeconds: 120, pushResumeSeconds: 123 },
  hasty: { ...common, host: 'hasty.localhost', resumeSeconds: 2, pushResumeSeconds: 7 },
  extensions: {
    ...common,
    host: 'extensions.localhost',
    resumeSeconds: 120,
    pushResumeSeconds: 3600,
    extensions: ['filters', 'priority', 'encrypt'],
  },
} as const satisfies Record<string, HostProfile>

export type ProfileName = keyof typeof profiles
