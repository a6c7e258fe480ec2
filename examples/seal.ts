/**
 * Sealing and opening with node:crypto: AES-128-GCM, 12 random octets, the tag of 16 octets appended, all in base64. This
 * is what the library leaves to its host, and what a device does that has the key.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as O from 'fp-ts/lib/Option.js'
import type { Ciphertext } from 'xmpp-push-rules'

const CIPHER = 'aes-128-gcm'
const IV_OCTETS = 12
const TAG_OCTETS = 16

/**
 * Seals a text for who has the key.
 *
 * @param secret - 16 octets in base64, as `PublishSealed` has it
 * @param iv - for tests alone: two texts under one key and iv give both away
 */
export const seal = (secret: string, plaintext: string, iv: Uint8Array = randomBytes(IV_OCTETS)): Ciphertext => {
  const cipher = createCipheriv(CIPHER, Buffer.from(secret, 'base64'), iv)
  const data = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { iv: Buffer.from(iv).toString('base64'), data: data.toString('base64') }
}

/** Opens it; none with another key, or where a single bit was changed. */
export const open = (secret: string, { iv, data }: Ciphertext): O.Option<string> =>
  O.tryCatch(() => {
    const octets = Buffer.from(data, 'base64')
    const decipher = createDecipheriv(CIPHER, Buffer.from(secret, 'base64'), Buffer.from(iv, 'base64'), {
      authTagLength: TAG_OCTETS,
    })
    decipher.setAuthTag(octets.subarray(-TAG_OCTETS))
    return decipher.update(octets.subarray(0, -TAG_OCTETS), undefined, 'utf8') + decipher.final('utf8')
  })
