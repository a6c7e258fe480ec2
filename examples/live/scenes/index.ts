import type { Scene } from '../scene.js'
import { messageScenes } from './messages.js'
import { registrationScenes } from './registration.js'
import { sessionScenes } from './sessions.js'

/** Every scene; the long ones first, so that they are not what the rest waits for. */
export const scenes: ReadonlyArray<Scene> = [...sessionScenes, ...registrationScenes, ...messageScenes]
