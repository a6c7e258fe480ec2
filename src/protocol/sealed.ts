/**
 * SEAL: a publish request whose payload only the device can read (`tigase:push:encrypt:0`).
 */
import type { PublishSealed } from '../effect.js'
import { NS } from '../stanza/namespaces.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { escapeText, escapeValue } from '../xml/escape.js'
import { priorityElement, priorityText, requestElement, requestText } from './publish.js'

/**
 * What the host made of `PublishSealed.plaintext`, both in base64.
 *
 * @since 0.1.0
 */
export interface Ciphertext {
  /** 12 random octets, never used before with this key. */
  readonly iv: string
  /** The ciphertext with its tag of 16 octets appended. */
  readonly data: string
}

/**
 * SEAL: the publish request as text, with `<encrypted/>` in the place of the form.
 *
 * @param id - as for `publishText`
 * @param ciphertext - what the host made of the plaintext
 * @param effect - the effect; neither its plaintext nor its summary is written
 * @returns the iq as text, which any XML parser reads
 * @example
 * send(sealedText(randomUUID(), seal(effect.secret, effect.plaintext))(effect))
 * @since 0.1.0
 */
export const sealedText =
  (id: string, { iv, data }: Ciphertext) =>
  (effect: PublishSealed): string => {
    const voip = effect.voip ? ' type="voip"' : ''
    return requestText(
      id,
      effect,
      `${priorityText(effect)}<encrypted xmlns="${NS.encrypt}" iv="${escapeValue(iv)}"${voip}>${escapeText(data)}</encrypted>`,
    )
  }

/**
 * SEAL: the publish request as an element: what `sealedText` says.
 *
 * @param id - as for `publishText`
 * @param ciphertext - what the host made of the plaintext
 * @param effect - the effect; neither its plaintext nor its summary is written
 * @returns the iq, plain data without `parent`
 * @example
 * send(sealedElement(randomUUID(), seal(effect.secret, effect.plaintext))(effect))
 * @since 0.1.0
 */
export const sealedElement =
  (id: string, { iv, data }: Ciphertext) =>
  (effect: PublishSealed): XmlElement =>
    requestElement(id, effect, [
      ...priorityElement(effect),
      el('encrypted', { xmlns: NS.encrypt, iv, ...(effect.voip ? { type: 'voip' } : {}) }, [data]),
    ])
