/** What devices and senders do so that an event of a law comes about, and how it is seen that it has. */
import { serializeXml } from 'xmpp-push-rules/xml'
import type { Delivery, XmlElement } from 'xmpp-push-rules'
import { login, type Device } from '../device.js'
import { roleName } from './cast.js'
import { comesTrue } from './hooks.js'
import { fromWorld, settled, Unreachable, watched, type Happening, type Run } from './run.js'

/** For what a server may never do. */
export const hookMs = 1500
/** For what every server does, and may do late on a busy machine: whoever does not wait for it plays another law. */
export const sureMs = 15_000

/** Does something, and sees to it that the server's hooks have the event that it was for. */
export const happensBy = async (
  run: Run,
  account: string,
  tag: Happening['_tag'],
  act: () => Promise<unknown>,
  resource?: string,
  patienceMs = hookMs,
): Promise<void> => {
  const { hooks, jid } = watched(run, account)
  const before = hooks.count(jid, tag, resource)
  const happened = (): boolean => hooks.count(jid, tag, resource) > before
  await act()
  run.state.happened = Date.now()
  if (!hooks.see) return
  // On a busy machine that may not be long enough: when the server has dealt with what came after it, it never will.
  if (!(await comesTrue(happened, patienceMs))) await settled(run)
  run.state.happened = hooks.last(jid, tag)?.at ?? run.state.happened
  if (!happened())
    throw new Unreachable(
      `The server has no event ${tag} for the stanzas of this law: it does not treat them that way.`,
    )
}

export const opens = async (run: Run, account: string, resource: string): Promise<Device> => {
  const device = await login(run.stage.clientService, run.names.account(account), resource, () => undefined)
  run.devices.set(roleName(account, resource), device)
  return device
}

export const deviceOf = (run: Run, account: string, resource: string): Device => {
  const device = run.devices.get(roleName(account, resource))
  if (device === undefined) throw new Unreachable('Only a session that was opened can act.')
  return device
}

/** A device without a role in the law, for a moment. */
export const withGuest = async <A>(run: Run, account: string, use: (guest: Device) => Promise<A>): Promise<A> => {
  const guest = await opens(run, account, 'guest')
  const result = await use(guest)
  run.devices.delete(roleName(account, 'guest'))
  const { hooks, jid } = watched(run, account)
  await guest.logout()
  if (!hooks.see) return result
  await comesTrue(
    () => hooks.count(jid, 'SessionClosed', 'guest') === hooks.count(jid, 'SessionOpened', 'guest'),
    sureMs,
  )
  return result
}

export const archiving = (device: Device, on: boolean): Promise<string> =>
  device.request(
    `<iq type='set' id='prefs-${on}'><prefs xmlns='urn:xmpp:mam:2' default='${on ? 'always' : 'never'}'><always/><never/></prefs></iq>`,
  )

const escaped = (text: string): string => text.replace(/[&<>'"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** The stanza in the wire's names, from and to these addresses of the wire. */
export const readdressed = (run: Run, stanza: XmlElement, addresses: Readonly<Record<string, string>>): string => {
  const { xmlns: _xmlns, from: _from, to: _to, ...attrs } = stanza.attrs
  const text = run.names.toWire(serializeXml({ ...stanza, attrs }))
  const added = Object.entries(addresses).map(([name, address]) => ` ${name}='${escaped(address)}'`)
  return text.replace(/^<\w+/, (start) => start + added.join(''))
}

/** The world writes to the account, or to one of its sessions, in the stanza's own words. */
export const writes = (run: Run, account: string, { stanza }: Delivery, resource?: string): Promise<void> => {
  const bare = run.names.toWire(account)
  return run.stage.world.send(
    readdressed(run, stanza, {
      from: run.names.sender(stanza.attrs['from'] ?? fromWorld),
      to: resource === undefined ? bare : `${bare}/${resource}`,
    }),
  )
}
