/**
 * JIDs (RFC 7622), valid and in normal form; and texts that are none.
 */
import * as fc from 'fast-check'

const LOCALS: ReadonlyArray<string> = ['juliet', 'romeo', 'o.neil+1', 'grüße', '你好', '😀', 'constructor', '__proto__']
const DOMAINS: ReadonlyArray<string> = [
  'capulet.example',
  'push.example',
  'localhost',
  '[2001:db8::1]',
  '192.0.2.1',
  'bücher.example',
]
const RESOURCES: ReadonlyArray<string> = ['phone', 'Balcony 2', 'a/b@c', '<&>"\'', '😀', 'constructor']

const letters = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789-_'))

const one = (known: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ unit: letters, minLength: 1, maxLength: 12 }) },
  )

export const localpart: fc.Arbitrary<string> = one(LOCALS)
export const domainpart: fc.Arbitrary<string> = one(DOMAINS)

/**
 * A resource, case and all.
 *
 * @since 0.1.0
 */
export const resourcepart: fc.Arbitrary<string> = one(RESOURCES)

/**
 * A user's bare JID.
 *
 * @since 0.1.0
 */
export const bareJid: fc.Arbitrary<string> = fc
  .tuple(localpart, domainpart)
  .map(([local, domain]) => `${local}@${domain}`)

/**
 * A JID of any form: of a user or of a service, with or without resource.
 *
 * @since 0.1.0
 */
export const jid: fc.Arbitrary<string> = fc
  .tuple(fc.option(localpart, { nil: undefined }), domainpart, fc.option(resourcepart, { nil: undefined }))
  .map(
    ([local, domain, resource]) =>
      `${local === undefined ? '' : `${local}@`}${domain}${resource === undefined ? '' : `/${resource}`}`,
  )

/**
 * A text that is no JID.
 *
 * @since 0.1.0
 */
export const notAJid: fc.Arbitrary<string> = fc.constantFrom(
  '',
  '@',
  'push.example/',
  '@push.example',
  'a b@push.example',
  'push..example',
  'push.example/\u0007',
  'a@b@c',
  '/resource',
)
