import { setTimeout as delay } from 'node:timers/promises'
import { login, type Account } from '../device.js'
import { rolesOf } from '../laws/cast.js'
import type { Run } from '../laws/run.js'
import { readXml } from '../wire.js'

const iq = (id: string, content: string): string => `<iq type='set' id='${id}'>${content}</iq>`

const attribute = (text: string): string => text.replace(/[&<>'"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** How to go about an account: where it logs in, and how long the server is given. */
export interface Broom {
  readonly client: string
  readonly quietMs: number
}

/** Disables push at these services, takes what is stored offline, and turns archiving off, so that a law turns it on. */
export const tidyAccount = async (
  { client, quietMs }: Broom,
  account: Account,
  services: ReadonlyArray<string>,
): Promise<void> => {
  const device = await login(client, account, 'tidy', () => undefined)
  for (const service of services)
    await device.request(iq('disable', `<disable xmlns='urn:xmpp:push:0' jid='${attribute(service)}'/>`))
  await device.request(iq('prefs', "<prefs xmlns='urn:xmpp:mam:2' default='never'><always/><never/></prefs>"))
  await device.send('<presence/>')
  await delay(quietMs)
  await device.acknowledge()
  await device.logout()
}

const enabledIn = (run: Run): ReadonlyArray<string> => [
  ...new Set(
    run.entries.flatMap((entry) =>
      entry.kind === 'reply'
        ? readXml(entry.request).children.flatMap((child) =>
            typeof child === 'object' && child.name === 'enable' ? [child.attrs['jid'] ?? ''] : [],
          )
        : [],
    ),
  ),
]

/** Ends the sessions that still sleep, and takes away what the run has left of its accounts. */
export const tidyAfter =
  (broom: Broom, users: ReadonlyArray<string>) =>
  async (run: Run): Promise<void> => {
    for (const user of users) {
      const account = run.names.account(user)
      const asleep = rolesOf(run.state.cast, user).filter(([, role]) => role.asleep)
      // A session that sleeps ends when its device comes back without resuming it.
      for (const [resource] of asleep) await (await login(broom.client, account, resource, () => undefined)).logout()
      await tidyAccount(broom, account, enabledIn(run))
    }
  }
