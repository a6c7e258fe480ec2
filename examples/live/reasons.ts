import { publishes, type Difference } from './compare.js'
import type { Prediction } from './oracle.js'
import type { Reason } from './reason.js'
import { ejabberdReasons } from './reasons-ejabberd.js'
import { prosodyReasons } from './reasons-prosody.js'
import type { RunningServer } from './server.js'

/** Every documented reason, by server; the first that explains a difference counts. */
export const reasons: Readonly<Record<RunningServer['name'], ReadonlyArray<Reason>>> = {
  prosody: prosodyReasons,
  ejabberd: ejabberdReasons,
}

/** The reason for a difference; undefined: nobody knows why. */
export const explain = (
  server: RunningServer['name'],
  prediction: Prediction,
  difference: Difference,
): Reason | undefined =>
  reasons[server].find((reason) => reason.explains({ ...prediction, difference, ...publishes(difference) }))
