import { startEjabberd } from './ejabberd.js'
import type { Installation } from './installation.js'
import { startProsody } from './prosody.js'
import type { RunningServer, ServerSetup } from './server.js'

/** Starts a server of one installation, as often as it is wanted. */
export type Start = (setup: ServerSetup) => Promise<RunningServer>

export const starterOf =
  (installation: Installation): Start =>
  (setup) =>
    installation.software === 'prosody' ? startProsody(installation, setup) : startEjabberd(installation, setup)
