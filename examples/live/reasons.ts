import { publishes, type Difference } from './compare.js'
import type { Prediction } from './oracle.js'
import type { Reason } from './reason.js'
import { ejabberdReasons } from './reasons-ejabberd.js'
import { prosodyReasons } from './reasons-prosody.js'
import { prosody13Reasons } from './reasons-prosody-13.js'
import { ejabberd24Reasons } from './reasons-ejabberd-24.js'
import { extensionsReasons } from './reasons-extensions.js'
import type { ServerName } from './server.js'

/** Every documented reason, by server; the first that explains a difference counts. */
export const reasons: Readonly<Record<ServerName, ReadonlyArray<Reason>>> = {
  prosody: prosodyReasons,
  'prosody-13': prosody13Reasons,
  ejabberd: ejabberdReasons,
  'ejabberd-24': ejabberd24Reasons,
  'prosody-extensions': extensionsReasons,
}

/** The reason for a difference; undefined: nobody knows why. */
export const explain = (server: ServerName, prediction: Prediction, difference: Difference): Reason | undefined =>
  reasons[server].find((reason) => reason.explains({ ...prediction, difference, ...publishes(difference) }))
