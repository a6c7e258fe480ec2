/** SEAL: what only the device can read. Encrypting is the host's: it needs octets that nobody can guess. */
import { createCipheriv } from 'node:crypto'
import type { Ciphertext, PublishSealed } from 'xmpp-push-rules'

/** @param iv - 12 random octets, new for each publish: two texts under one key and iv give both away */
export const seal = (
  { secret, plaintext }: Pick<PublishSealed, 'secret' | 'plaintext'>,
  iv: Uint8Array,
): Ciphertext => {
  const cipher = createCipheriv('aes-128-gcm', Buffer.from(secret, 'base64'), iv)
  const data = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { iv: Buffer.from(iv).toString('base64'), data: data.toString('base64') }
}
