import { NS } from '../namespaces.js'
import type { Options } from '../options.js'

/**
 * DSC-1: the features of the account's disco#info, for its owner.
 *
 * XEP-0357 §4.1: "the server MUST include the feature 'urn:xmpp:push:0' in its list of supported features".
 *
 * @example
 * discoFeatures(defaultOptions) // ['urn:xmpp:push:0']
 * @since 0.1.0
 */
export const discoFeatures = (_options: Options): ReadonlyArray<string> => [NS.push]
