import type { Reason } from './reason.js'
import { ejabberdReasons } from './reasons-ejabberd.js'

export const ejabberd24Reasons: ReadonlyArray<Reason> = [...ejabberdReasons]
