/**
 * DSC-1, EXT-2: what the account's disco#info announces to its owner.
 */
import type { Extension, Options } from '../options/options.js'
import { NS } from '../stanza/namespaces.js'

/** EXT-2: extension by extension its features. */
const FEATURES: Readonly<Record<Extension, ReadonlyArray<string>>> = {
  filters: [NS.ignoreUnknown, NS.muted, NS.groupchatFilter],
  priority: [NS.priority],
  jingle: [NS.pushJingle],
  encrypt: [NS.encrypt, NS.encryptAes128Gcm],
  away: [NS.away],
}

/**
 * DSC-1, EXT-2: the features of the account's disco#info, for its owner.
 *
 * XEP-0357 §4.1: "If the user's server supports publishing push notifications and the account is provisioned to allow
 * them, the server MUST include the feature 'urn:xmpp:push:0' in its list of supported features."
 *
 * @param options - `provisioned` and `extensions`
 * @returns the features, none where the account is not provisioned
 * @example
 * discoFeatures(defaultOptions) // ['urn:xmpp:push:0']
 * @since 0.1.0
 */
export const discoFeatures = ({ provisioned, extensions }: Options): ReadonlyArray<string> =>
  provisioned ? [NS.push, ...new Set(extensions.flatMap((extension) => FEATURES[extension]))] : []
