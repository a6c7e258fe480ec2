/** What a program says of itself, checked: who writes one may get anything wrong. */
import { defaultOptions, type Options, policies } from 'xmpp-push-rules'
import { allCapabilities, type Manifest } from 'xmpp-push-rules/conformance'
import { decodeOptions } from 'xmpp-push-rules/log'
import * as E from 'fp-ts/lib/Either.js'
import { meant } from '../kit/nearest.js'
import type { Answer } from './program.js'

/** What is known of a program. */
export interface Facts {
  readonly name: string
  readonly version?: string
  readonly capabilities: Manifest
  readonly options: Partial<Options>
}

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (why: string): never => {
  throw new Error(`its manifest is wrong: ${why}`)
}

const capabilitiesOf = (value: unknown): Manifest => {
  if (!isRecord(value)) return wrong('capabilities: an object is expected')
  for (const [name, can] of Object.entries(value)) {
    if (!allCapabilities.some((known) => known === name))
      wrong(`capabilities: there is none of the name ${name}${meant(name, allCapabilities)}`)
    if (can !== true && typeof can !== 'string') wrong(`capabilities.${name}: true is expected, or why not, as a text`)
  }
  return value
}

const policyOf = (value: unknown): Partial<Options> =>
  value === undefined
    ? {}
    : typeof value === 'string' && Object.hasOwn(policies, value)
      ? policies[value as keyof typeof policies]
      : wrong(`policy: one of ${Object.keys(policies).join(', ')} is expected`)

/** The options that were given; by the README's names of mod_cloud_notify they are all of that module's. */
const optionsOf = (value: unknown = {}): Partial<Options> => {
  const read = decodeOptions(JSON.stringify(value))
  if (E.isLeft(read))
    return wrong(
      read.left
        .map(({ path, expected }) => `options${path === '' ? '' : '.'}${path}: ${expected} is expected`)
        .join('; '),
    )
  const given = Object.keys(value as Json)
  return given.every((name) => Object.hasOwn(defaultOptions, name)) ? (value as Json) : read.right
}

const MEMBERS: ReadonlyArray<string> = ['name', 'version', 'capabilities', 'policy', 'options']

/** Reads a manifest; throws in one line what is wrong with it. */
export const readManifest = (manifest: Answer): Facts => {
  const { name, version, capabilities, policy, options } = manifest
  if (typeof name !== 'string' || name === '') return wrong('name: a text is expected')
  if (version !== undefined && typeof version !== 'string') return wrong('version: a text is expected')
  // A policy under another name would be no policy.
  const unknown = Object.keys(manifest).find((member) => !MEMBERS.includes(member))
  if (unknown !== undefined) return wrong(`there is no member ${unknown}; expected are ${MEMBERS.join(', ')}`)
  return {
    name,
    ...(version === undefined ? {} : { version }),
    capabilities: capabilitiesOf(capabilities),
    options: { ...policyOf(policy), ...optionsOf(options) },
  }
}
