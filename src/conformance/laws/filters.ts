/**
 * FIL: what a device has muted.
 */
import { type Law } from '../law.js'

/** FIL-1 to FIL-6. */
export const filters: ReadonlyArray<Law> = []
