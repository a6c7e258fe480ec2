/** Sealed pushes: what the library makes of one, and what one says, opened with the key that the devices of scenes and laws enable. */
import { createDecipheriv, randomBytes } from 'node:crypto'
import * as O from 'fp-ts/lib/Option.js'
import { sealedElement, type PublishSealed, type XmlElement } from 'xmpp-push-rules'
import { seal } from '../host/seal.js'
import { open } from '../open-sealed.js'

/** All of them have the same one: what was on the wire can be opened without knowing whose it is. */
export const sealKey = 'AAECAwQFBgcICQoLDA0ODw=='

/** What a host of the library would send. */
export const sealedRequest = (effect: PublishSealed): XmlElement =>
  sealedElement('', seal(effect, randomBytes(12)))(effect)

export interface Opened {
  readonly isVoip: boolean
  /** Whether the tag vouches for it; Prosody 0.12 cannot make one and sends sixteen zero octets instead. */
  readonly hasTag: boolean
  /** The members of the JSON by name, which come in any order; undefined: it cannot be opened, or is none. */
  readonly members: Readonly<Record<string, unknown>> | undefined
}

const tagOctets = 16

/** Nobody vouches for what comes out. */
const openUnchecked = (iv: string, octets: Buffer): string =>
  createDecipheriv('aes-128-gcm', Buffer.from(sealKey, 'base64'), Buffer.from(iv, 'base64')).update(
    octets.subarray(0, -tagOctets),
    undefined,
    'utf8',
  )

/** The only list there is, the media of a call, comes in any order too. */
const inOrder = (value: unknown): unknown => (Array.isArray(value) ? value.map(String).toSorted() : value)

const byName = (json: unknown): Opened['members'] =>
  typeof json === 'object' && json !== null
    ? Object.fromEntries(
        Object.entries(json)
          .map(([name, value]) => [name, inOrder(value)] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      )
    : undefined

export const openSealed = (iv: string, data: string, type: string | undefined): Opened => {
  const octets = Buffer.from(data, 'base64')
  const hasTag = octets.subarray(-tagOctets).some((octet) => octet !== 0)
  const text = hasTag ? open(sealKey, { iv, data }) : O.tryCatch(() => openUnchecked(iv, octets))
  const json = O.chain((plain: string) => O.tryCatch(() => JSON.parse(plain) as unknown))(text)
  return { isVoip: type === 'voip', hasTag, members: byName(O.toUndefined(json)) }
}
