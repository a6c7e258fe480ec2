import { setTimeout as delay } from 'node:timers/promises'
import type { Software } from '../server.js'
import { mark } from '../mark.js'
import { fromWorld, type Run, type Sender, type Stage } from './run.js'

const ejabberdMs = 80

/** Sends marks behind all that was sent: when they have come to every push service, so have the publishes before them. */
const marksPass = async (run: Run, { send, from }: Sender): Promise<void> => {
  await Promise.all(
    run.lane.links.map(async (link) => {
      const { id, stanza } = mark(link.domain)
      const passed = link.passed(id)
      await send(stanza(from))
      await passed
    }),
  )
}

/** Prosody does one thing after the other; in ejabberd several processes are at work, so it is given a moment. */
export const settleByMarks =
  (software: Software): Stage['settle'] =>
  async (run, sender = { send: run.stage.world.send, from: fromWorld }) => {
    await marksPass(run, sender)
    if (software === 'prosody') return
    await delay(ejabberdMs)
    await marksPass(run, { send: run.stage.world.send, from: fromWorld })
  }
