import type { Reason } from './reason.js'
import { prosodyReasons } from './reasons-prosody.js'

export const prosody13Reasons: ReadonlyArray<Reason> = [...prosodyReasons]
