/**
 * What a device does with a sealed payload: `host/seal.ts` the other way round.
 */
import { createDecipheriv } from 'node:crypto'
import * as O from 'fp-ts/lib/Option.js'
import type { Ciphertext } from 'xmpp-push-rules'

const TAG_OCTETS = 16

/** What a device does that has the key: none with another key, or where a single bit was changed. */
export const open = (secret: string, { iv, data }: Ciphertext): O.Option<string> =>
  O.tryCatch(() => {
    const octets = Buffer.from(data, 'base64')
    const decipher = createDecipheriv('aes-128-gcm', Buffer.from(secret, 'base64'), Buffer.from(iv, 'base64'), {
      authTagLength: TAG_OCTETS,
    })
    decipher.setAuthTag(octets.subarray(-TAG_OCTETS))
    return decipher.update(octets.subarray(0, -TAG_OCTETS), undefined, 'utf8') + decipher.final('utf8')
  })
