/**
 * ERR-2 as data: what an error of a push service means for its registration, by policy.
 */

/**
 * What an error means. `ignored`: nothing changes. `transient`: it counts only towards a row of errors that has to last
 * (`maxFailingMs`). `persistent`: one more of `maxErrors`. `final`: the registration goes at once.
 *
 * @since 0.1.0
 */
export type ErrorVerdict = 'ignored' | 'transient' | 'persistent' | 'final'

/**
 * By the pubsub condition, else the stanza error's condition, else `type:` and its type, else `other`. Without a row
 * `other` it is `persistent`.
 *
 * @since 0.1.0
 */
export type ErrorTable = Readonly<Record<string, ErrorVerdict>>

/**
 * ERR-2: what says that the way, not the device, is broken is transient: "an outage of our own DNS must not unregister
 * everybody". A service that says `wait` for three days to a device is as good as gone.
 *
 * @since 0.1.0
 */
export const defaultErrors: ErrorTable = Object.freeze({
  'remote-server-not-found': 'transient',
  'remote-server-timeout': 'transient',
  'service-unavailable': 'transient',
  'internal-server-error': 'transient',
  'resource-constraint': 'transient',
  'recipient-unavailable': 'transient',
  'type:continue': 'ignored',
  'type:wait': 'transient',
  other: 'persistent',
})

/** mod_cloud_notify: `wait` is not counted. */
export const prosodyErrors: ErrorTable = Object.freeze({ 'type:wait': 'ignored', other: 'persistent' })

/** ejabberd: as Prosody; with `maxErrors` 1 the first one removes. */
export const ejabberdErrors: ErrorTable = prosodyErrors

/** MongooseIM: only `cancel` removes, and at once. */
export const mongooseimErrors: ErrorTable = Object.freeze({ 'type:cancel': 'final', other: 'ignored' })

/** Openfire reads no answers. */
export const openfireErrors: ErrorTable = Object.freeze({ other: 'ignored' })

/** Tigase: `shouldDisablePush`. */
export const tigaseErrors: ErrorTable = Object.freeze({
  'remote-server-timeout': 'ignored',
  'service-unavailable': 'ignored',
  'internal-server-error': 'ignored',
  'bad-request': 'ignored',
  'undefined-condition': 'ignored',
  other: 'final',
})
