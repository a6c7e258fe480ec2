import type { Options } from '../options.js'
import { findRegistration, type Registration, type RegistrationKey, withoutKeys } from '../registration.js'

/**
 * REG-4, REG-6: takes a registration in as the newest; above `maxDevices` the ones enabled least recently go.
 *
 * @param options - `maxDevices`
 * @param registrations - what is there, oldest first
 * @param registration - the new one; it replaces the one of its key and keeps that one's error count
 * @returns what is there then, oldest first, and what was evicted
 * @example
 * admit({ maxDevices: 1 })([older], newer) // { registrations: [newer], evicted: [older] }
 * @since 0.1.0
 */
export const admit =
  (options: Pick<Options, 'maxDevices'>) =>
  (
    registrations: ReadonlyArray<Registration>,
    registration: RegistrationKey & Pick<Registration, 'publishOptions' | 'enabledAt'>,
  ): { readonly registrations: ReadonlyArray<Registration>; readonly evicted: ReadonlyArray<Registration> } => {
    // REG-4: "It does not reset its error count."
    const errors = findRegistration(registrations, registration)?.errors ?? 0
    const others = withoutKeys(registrations, [registration])
    const { service, node, publishOptions, enabledAt } = registration
    const surplus = Math.max(0, others.length + 1 - options.maxDevices)
    return {
      registrations: [...others.slice(surplus), { service, node, publishOptions, enabledAt, errors }],
      evicted: others.slice(0, surplus),
    }
  }
