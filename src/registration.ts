/**
 * A registration: one enabled (service JID, node) pair with its publish options (REG-4).
 */
import type { Option } from './fp/option.js'

/** REG-4: what identifies a registration; `node` is `''` where there is none (REG-3). */
export interface RegistrationKey {
  readonly service: string
  readonly node: string
}

/** A field of a form (XEP-0004 §3.2), as a client filled it in. */
export interface FormField {
  /** Its `var`: a field of type `fixed` may have none. */
  readonly name?: string
  readonly type?: string
  readonly values: ReadonlyArray<string>
}

/**
 * One enabled push service node of an account.
 *
 * @since 0.1.0
 */
export interface Registration extends RegistrationKey {
  /** REG-5: the fields of the form to send with every publish, in order, FORM_TYPE included. */
  readonly publishOptions: Option<ReadonlyArray<FormField>>
  /** When it was enabled last, in epoch milliseconds. */
  readonly enabledAt: number
  /** ERR-2: errors in a row, counted since the last accepted publish. */
  readonly errors: number
}

/**
 * The key of a registration, free of everything else.
 *
 * @example
 * keyOf(registration) // { service: 'push.example', node: 'n1' }
 * @since 0.1.0
 */
export const keyOf = ({ service, node }: RegistrationKey): RegistrationKey => ({ service, node })

/**
 * Whether two keys name the same registration (REG-4).
 *
 * @example
 * registrations.find((one) => sameKey(one, publish.registration))
 * @since 0.1.0
 */
export const sameKey = (a: RegistrationKey, b: RegistrationKey): boolean => a.service === b.service && a.node === b.node

/** The registration with that key. */
export const findRegistration = <R extends RegistrationKey>(
  registrations: ReadonlyArray<R>,
  key: RegistrationKey,
): R | undefined => registrations.find((registration) => sameKey(registration, key))

/** The registrations without those of the given keys. */
export const withoutKeys = <R extends RegistrationKey>(
  registrations: ReadonlyArray<R>,
  keys: ReadonlyArray<RegistrationKey>,
): ReadonlyArray<R> => registrations.filter((registration) => findRegistration(keys, registration) === undefined)
