/** Messages that the server stores: in the archive, or offline. */
import type { Delivery } from 'xmpp-push-rules'
import type { Device } from '../device.js'
import { archiving, deviceOf, happensBy, readdressed, withGuest, writes } from './acting.js'
import { rolesOf } from './cast.js'
import { settled, type Happening, type Run } from './run.js'

type Of<Tag extends Happening['_tag']> = Extract<Happening, { readonly _tag: Tag }>

/** What the account itself sent to others is archived for it as well. */
const isOwnCopy = (account: string, { stanza }: Delivery): boolean => {
  const to = stanza.attrs['to']
  return to !== undefined && to.split('/')[0] !== account
}

const archives = async (
  run: Run,
  account: string,
  delivery: Delivery,
  device: Device,
  resource: string,
): Promise<void> => {
  await archiving(device, true)
  await happensBy(run, account, 'Archived', () => {
    if (!isOwnCopy(account, delivery)) return writes(run, account, delivery, resource)
    return device.send(readdressed(run, delivery.stanza, { to: run.names.sender(delivery.stanza.attrs['to'] ?? '') }))
  })
  await settled(run)
  await archiving(device, false)
}

export const archived = async (run: Run, account: string, { delivery }: Of<'Archived'>): Promise<void> => {
  const roles = rolesOf(run.state.cast, account)
  if (roles.length === 0) return // one event with storing it: see `stored`
  const awake = roles.filter(([, role]) => !role.asleep && role.unacked.length === 0).at(-1)?.[0]
  if (awake === undefined) return withGuest(run, account, (guest) => archives(run, account, delivery, guest, 'guest'))
  return archives(run, account, delivery, deviceOf(run, account, awake), awake)
}

export const stored = async (run: Run, account: string, { delivery }: Of<'StoredOffline'>): Promise<void> => {
  const { cast } = run.state
  if (cast.left.has(`${account} ${delivery.key}`)) return // when its session ended the server stored it, or never will
  const store = (): Promise<void> => happensBy(run, account, 'StoredOffline', () => writes(run, account, delivery))
  if (cast.announced === undefined) return store()
  await withGuest(run, account, (guest) => archiving(guest, true))
  await happensBy(run, account, 'Archived', store)
  await withGuest(run, account, (guest) => archiving(guest, false))
}
