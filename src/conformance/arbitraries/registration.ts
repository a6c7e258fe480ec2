/**
 * Registrations: keys, publish options, and lists of them as an account may hold them.
 */
import * as fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { NS } from '../../stanza/namespaces.js'
import type { FormField, Registration, RegistrationKey } from '../../state/registration.js'
import { OTHER_SERVICE, SERVICE } from '../stage.js'
import { text } from './text.js'

const SERVICES: ReadonlyArray<string> = [SERVICE, OTHER_SERVICE, 'app@push.example/android']
const NODES: ReadonlyArray<string> = ['n1', 'n2', 'n3', '', '<&>"\'', '😀', ' ', '__proto__']

/**
 * What names a registration, out of few, so that collisions happen; without a node it is `''`.
 *
 * @since 0.1.0
 */
export const registrationKey: fc.Arbitrary<RegistrationKey> = fc.record({
  service: fc.constantFrom(...SERVICES),
  node: fc.constantFrom(...NODES),
})

/** Distinct keys. */
export const registrationKeys = (minLength: number, maxLength: number): fc.Arbitrary<ReadonlyArray<RegistrationKey>> =>
  fc.uniqueArray(registrationKey, {
    minLength,
    maxLength,
    selector: ({ service, node }) => JSON.stringify([service, node]),
  })

/** The fields of a form of publish options, in order, some with several values or none. */
export const formFields: fc.Arbitrary<ReadonlyArray<readonly [name: string, ...values: ReadonlyArray<string>]>> =
  fc.array(
    fc
      .tuple(
        fc.constantFrom('secret', 'pubsub#access_model', 'endpoint', '😀'),
        fc.array(fc.oneof(text, fc.constant('')), { maxLength: 3 }),
      )
      .map(([name, values]) => [name, ...values] as const),
    { minLength: 1, maxLength: 4 },
  )

/**
 * The fields of publish options, as an account keeps them.
 *
 * @since 0.1.0
 */
export const publishOptions: fc.Arbitrary<ReadonlyArray<FormField>> = formFields.map((fields) => [
  { name: 'FORM_TYPE', type: 'hidden', values: [NS.publishOptions] },
  ...fields.map(([name, ...values]) => ({ name, values })),
])

/**
 * A registration as an account holds it.
 *
 * @param maxErrors - of the options: fewer errors than that are counted
 * @since 0.1.0
 */
export const registration = (maxErrors: number): fc.Arbitrary<Registration> =>
  fc
    .record({
      key: registrationKey,
      publishOptions: fc.option(publishOptions),
      enabledAt: fc.nat(1_000_000),
      errors: fc.nat(Math.max(0, maxErrors - 1)),
    })
    .map(({ key, publishOptions: kept, enabledAt, errors }) => ({
      ...key,
      number: 1,
      publishOptions: O.fromNullable(kept),
      enabledAt,
      errors,
    }))
