/**
 * REG-4, REG-6, CLI-2: what an account has once another registration is enabled.
 */
import type { Options } from '../options/options.js'
import { findRegistration, type Registration, registrationOf, withoutKeys } from '../state/registration.js'

/**
 * A registration that is enabled, with the number that it has if it is a new one.
 *
 * @since 0.1.0
 */
export type Enabling = Omit<Registration, 'errors' | 'failing'>

/**
 * What there is then, oldest first, and what had to go.
 *
 * @since 0.1.0
 */
export interface Admitted {
  readonly registrations: ReadonlyArray<Registration>
  /** REG-6. */
  readonly evicted: ReadonlyArray<Registration>
  /** CLI-2. */
  readonly replaced: ReadonlyArray<Registration>
}

const NO_ERRORS: Pick<Registration, 'errors' | 'failing'> = { errors: 0, failing: undefined }

/** REG-4: one of its key is enabled again: it keeps its number and its errors. */
const taken = (enabling: Enabling, known: Registration | undefined): Registration => {
  const { service, node, number, publishOptions, settings, enabledAt, seenAt, client } = enabling
  const { errors, failing } = known ?? NO_ERRORS
  return registrationOf({
    service,
    node,
    number: known?.number ?? number,
    publishOptions,
    settings,
    enabledAt,
    seenAt,
    client,
    errors,
    failing,
  })
}

/**
 * REG-4, REG-6, CLI-2: takes a registration in as the newest. One of its key is enabled again: it keeps its number and its
 * errors. Another one of the same client and service is replaced; above `maxDevices` the ones enabled least recently go.
 *
 * @param options - `maxDevices`, `oneNodePerClient`
 * @param registrations - what is there, oldest first
 * @param enabling - what is enabled, with the number that it gets if it is a new one
 * @returns what there is then, oldest first, and what had to go
 * @example
 * admit(defaultOptions)([], { service: 'push.example', node: 'n1', number: 1, publishOptions: O.none, enabledAt: 0 })
 * @since 0.1.0
 */
export const admit =
  (options: Pick<Options, 'maxDevices' | 'oneNodePerClient'>) =>
  (registrations: ReadonlyArray<Registration>, enabling: Enabling): Admitted => {
    const { service, node, client } = enabling
    const known = findRegistration(registrations, { service, node })
    const others = withoutKeys(registrations, [enabling])
    const isReplaced = (one: Registration): boolean =>
      options.oneNodePerClient && client !== undefined && one.client === client && one.service === service
    const left = others.filter((one) => !isReplaced(one))
    const surplus = Math.max(0, left.length + 1 - options.maxDevices)
    return {
      registrations: left.slice(surplus).concat([taken(enabling, known)]),
      evicted: left.slice(0, surplus),
      replaced: others.filter(isReplaced),
    }
  }
