import { onlyServer, removedForErrors } from './case.js'
import type { Reason } from './reason.js'
import { prosodyReasons } from './reasons-prosody.js'

/**
 * Prosody 13 has mod_cloud_notify as a part of its own; it differs in all that 0.12 did, and in one thing more. The module
 * asks for its answers by `module:send_iq` now, whose promise hands over an event or an error, but the handlers still take a
 * stanza: they fail at once, the promise swallows that, and no count ever changes.
 */
export const prosody13Reasons: ReadonlyArray<Reason> = [
  {
    id: 'answers-unread',
    rules: ['ERR-2', 'ERR-3'],
    title: 'No answer of a push service is read: errors are not counted, and no registration is removed for them.',
    explains: (it) => onlyServer(it) && removedForErrors(it),
  },
  ...prosodyReasons,
]
