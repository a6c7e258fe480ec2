import type { Options } from './options.js'
import { prosodyImportance } from './rules/importance.js'

/**
 * How other servers decide, as plain options to spread over one's own.
 *
 * - `prosody`: exactly mod_cloud_notify's importance rules (hg 556bf57d6417)
 *
 * @example
 * makeOptions({ ...policies.prosody, maxDevices: 3 })
 * @since 0.1.0
 */
export const policies = {
  prosody: { importance: prosodyImportance },
} as const satisfies Readonly<Record<string, Partial<Options>>>
