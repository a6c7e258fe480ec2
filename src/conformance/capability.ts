/**
 * What an implementation can do. A law names what it needs; where that is missing it is not applicable, with the reason
 * that the adapter gives, and never silently green.
 */
import { defaultOptions, type Options } from '../options/options.js'
import type { Facts } from './adapter.js'

/** The table: every capability but the options, and what it promises. */
export const CAPABILITIES = {
  offline: 'messages are stored offline, and that triggers a push',
  archive: 'archived messages trigger a push',
  'groupchat-to-bare': 'groupchat messages to the bare JID trigger a push',
  hibernation: 'sessions hibernate, their queues trigger pushes, and they resume',
  'ack-delay': 'stanzas that a connected session does not acknowledge trigger a push',
  ping: 'another part of the server can ask for a push without a stanza',
  errors: 'the adapter can answer a publish as its push service',
  'stranger-answers': 'the adapter can answer a publish in the name of somebody else',
  'answer-timeout': 'the adapter can let a publish go without an answer until the server gives up',
  'service-message': 'messages of a push service are read',
  'delete-account': 'accounts can be deleted',
  'save-failure': 'the adapter can make saving fail (`failSaves`)',
  context: 'the adapter can say what only a server knows of a stanza (`Delivery.context`)',
  presence: 'sessions become available and unavailable',
  unread: 'a changed number of unread messages is an event',
  subscriptions: 'subscription requests trigger a push',
  clients: 'sessions are known by their client',
  'remove-registrations': 'the server itself can remove registrations',
  restart: 'the adapter can let the server start again from what it saved (`restart`)',
  concurrent: 'the adapter can let two things happen to an account at once (`dispatchTogether`)',
  'several-accounts': 'there is more than one account',
  counts: 'the server gives the number of unread messages and of open subscription requests',
  'publish-ids': 'publish requests come with the ids that they have on the wire',
  'resume-timeout': 'changes of a resume timeout are reported',
  explain: 'decisions are reported with the rules that they rest on',
  inspect: 'the registrations of an account can be listed (`inspect`)',
  'state-size': 'the size of what is kept for an account can be measured (`inspect`)',
  disco: 'the features of the account can be listed (`inspect`)',
  'virtual-clock': 'days go by without waiting',
} as const satisfies Readonly<Record<string, string>>

/** One thing that an implementation can do, or one option that the adapter can set. */
export type Capability = keyof typeof CAPABILITIES | `options:${keyof Options}`

/** The manifest: `true`, or why not. What is not named cannot be done either. */
export type Manifest = Readonly<Partial<Record<Capability, true | string>>>

/** The names of all options. */
export const OPTION_NAMES = Object.keys(defaultOptions) as ReadonlyArray<keyof Options>

/**
 * Every capability there is.
 *
 * @since 0.1.0
 */
export const allCapabilities: ReadonlyArray<Capability> = [
  ...(Object.keys(CAPABILITIES) as ReadonlyArray<keyof typeof CAPABILITIES>),
  ...OPTION_NAMES.map((name) => `options:${name}` as const),
]

/**
 * The manifest of an implementation that can do everything but what is named.
 *
 * @param except - what it cannot do, each with the reason
 * @example
 * everythingBut({ 'groupchat-to-bare': 'there are no rooms' })
 * @since 0.1.0
 */
export const everythingBut = (except: Manifest = {}): Manifest => ({
  ...Object.fromEntries(allCapabilities.map((name) => [name, true])),
  ...except,
})

/** Why a capability is missing; undefined where it is there. Written in JavaScript, an adapter may have no manifest. */
export const whyMissing = (manifest: Manifest | undefined, needed: Capability): string | undefined => {
  const entry = manifest?.[needed]
  return entry === true ? undefined : `${needed}: ${entry ?? 'the manifest does not name it'}`
}

/** The table: capabilities that nobody has without a function of the adapter. */
const FUNCTIONS = {
  'save-failure': 'failSaves',
  restart: 'restart',
  concurrent: 'dispatchTogether',
  inspect: 'inspect',
  'state-size': 'inspect',
  disco: 'inspect',
} as const satisfies Readonly<Partial<Record<Capability, keyof Facts>>>

const isOfFunction = (needed: Capability): needed is keyof typeof FUNCTIONS => Object.hasOwn(FUNCTIONS, needed)

/** The same, and whether the adapter has the function that the capability is used by. */
export const whyCannot = (facts: Facts, needed: Capability): string | undefined =>
  whyMissing(facts.capabilities, needed) ??
  (isOfFunction(needed) && typeof facts[FUNCTIONS[needed]] !== 'function'
    ? `${needed}: the adapter has no ${FUNCTIONS[needed]}`
    : undefined)
