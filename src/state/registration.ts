/**
 * A registration: one enabled (service JID, node) pair with its publish options and settings (REG-4, EXT-1).
 */
import type { Option } from 'fp-ts/lib/Option.js'
import type { Building } from './defined.js'

/**
 * REG-4: what identifies a registration; `node` is `''` where there is none (REG-3).
 *
 * @since 0.1.0
 */
export interface RegistrationKey {
  readonly service: string
  readonly node: string
}

/**
 * DUP-1: a registration as a publish names it. The number tells it from one of the same key that was there before; an
 * answer that carries the number of one that is gone changes nothing.
 *
 * @since 0.1.0
 */
export interface RegistrationRef extends RegistrationKey {
  readonly number?: number | undefined
}

/**
 * A field of a form (XEP-0004 §3.2), as a client filled it in.
 *
 * @since 0.1.0
 */
export interface FormField {
  /** Its `var`: a field of type `fixed` may have none. */
  readonly name?: string | undefined
  readonly type?: string | undefined
  readonly values: ReadonlyArray<string>
}

/**
 * FIL-3: what a device wants to hear of one room.
 *
 * @since 0.1.0
 */
export interface RoomFilter {
  readonly room: string
  readonly allow: 'always' | 'never' | 'mentioned'
  /** The nick that counts as a mention. */
  readonly nick?: string | undefined
}

/**
 * SEAL: the key of AES-128-GCM in base64, and the size of what is sent, in octets.
 *
 * @since 0.1.0
 */
export interface Seal {
  readonly secret: string
  readonly maxSize: number
}

/**
 * EXT-1: what a client asked for when it enabled, as far as the option `extensions` has it read. A member that is absent
 * was not asked for.
 *
 * @since 0.1.0
 */
export interface Settings {
  /** FIL-1: nothing from senders that the server does not know. */
  readonly ignoreUnknown?: true | undefined
  /** FIL-2: bare JIDs of senders that are muted. */
  readonly muted?: ReadonlyArray<string> | undefined
  /** FIL-3. */
  readonly rooms?: ReadonlyArray<RoomFilter> | undefined
  /** PRI-1. */
  readonly priority?: true | undefined
  /** JIN-1. */
  readonly jingle?: true | undefined
  readonly seal?: Seal | undefined
  /** AWY-1. */
  readonly away?: true | undefined
}

/** ERR-3: the errors in a row: since when, in epoch milliseconds, and how many of either kind. */
export interface Failing {
  readonly since: number
  readonly count: number
}

/**
 * One enabled push service node of an account.
 *
 * @since 0.1.0
 */
export interface Registration extends RegistrationKey {
  /** DUP-1: given when it is enabled first; no other registration of the account ever had it. */
  readonly number: number
  /** REG-5: the fields of the form to send with every publish, in order, FORM_TYPE included. */
  readonly publishOptions: Option<ReadonlyArray<FormField>>
  /** EXT-1; absent where no extension was asked for. */
  readonly settings?: Settings | undefined
  /** When it was enabled last, in epoch milliseconds. */
  readonly enabledAt: number
  /** REM-3: when its device was seen last, in epoch milliseconds, with the option `maxIdleMs`; else absent. */
  readonly seenAt?: number | undefined
  /** CLI-1: the client that enabled it, where the server knows it. */
  readonly client?: string | undefined
  /** ERR-2: persistent errors in a row, counted since the last accepted publish. */
  readonly errors: number
  /** ERR-3; absent while its publishes are accepted. */
  readonly failing?: Failing | undefined
}

/** A registration without members that are undefined. All are made here: of one shape, they are small and read fast. */
export const registrationOf = (members: Registration): Registration => {
  const { service, node, number, publishOptions, settings, enabledAt, seenAt, client, errors, failing } = members
  const one: Building<Registration> = { service, node, number, publishOptions, enabledAt, errors }
  if (settings !== undefined) one.settings = settings
  if (seenAt !== undefined) one.seenAt = seenAt
  if (client !== undefined) one.client = client
  if (failing !== undefined) one.failing = failing
  return one
}

/**
 * The key of a registration, free of everything else.
 *
 * @param key - a registration, or something else that has one's key
 * @returns its service and node alone
 * @example
 * keyOf(registration) // { service: 'push.example', node: 'n1' }
 * @since 0.1.0
 */
export const keyOf = ({ service, node }: RegistrationKey): RegistrationKey => ({ service, node })

/** A registration as a publish names it. */
export const refOf = ({ service, node, number }: Registration): RegistrationRef => ({ service, node, number })

/**
 * Whether two keys name the same registration (REG-4).
 *
 * @param a - a key, or something that has one; both as the library gives them
 * @param b - another one
 * @returns whether service and node are the same
 * @example
 * registrations.find((one) => sameKey(one, publish.registration))
 * @since 0.1.0
 */
export const sameKey = (a: RegistrationKey, b: RegistrationKey): boolean => a.service === b.service && a.node === b.node

/** The registration with that key and, where one is given, that number. */
export const findRegistration = <R extends RegistrationRef>(
  registrations: ReadonlyArray<R>,
  { service, node, number }: RegistrationRef,
): R | undefined =>
  registrations.find(
    (one) => one.node === node && one.service === service && (number === undefined || one.number === number),
  )

/** The registrations without those of the given keys. */
export const withoutKeys = <R extends RegistrationKey>(
  registrations: ReadonlyArray<R>,
  keys: ReadonlyArray<RegistrationKey>,
): ReadonlyArray<R> => registrations.filter((one) => !keys.some((key) => sameKey(key, one)))
