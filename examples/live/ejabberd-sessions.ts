/**
 * ejabberd keeps registrations by the session that enabled them: enabling one again removes all that its session has.
 */
import { type Case, requestOf, stanzaOf } from './case.js'

const bareOf = (jid: string | undefined): string | undefined => jid?.split('/')[0]

/** Registrations by their key, each with the session that enabled it. */
type Held = ReadonlyMap<string, string>

const keyOf = (jid: string | undefined, node: string | undefined): string => JSON.stringify([jid, node])

const without = (held: Held, session: string): Held => new Map([...held].filter(([, holder]) => holder !== session))

/** Whether the registration is gone on ejabberd, for another one that the same session had enabled was enabled again. */
export const wentWithAnother = ({ history, difference, library }: Case): boolean => {
  const cause = difference.library?.cause
  if (cause === undefined || library === undefined) return false
  const opened = new Map<string, number>()
  const before = history.filter(({ account, event }) => account === cause.account && event.at <= cause.event.at)
  const held = before.reduce<Held>((all, { event }) => {
    if (event._tag === 'SessionOpened') opened.set(event.resource, (opened.get(event.resource) ?? 0) + 1)
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    if (event._tag !== 'IqReceived' || asked?.name !== 'enable') return all
    const key = keyOf(asked.attrs['jid'], asked.attrs['node'])
    const holder = all.get(key)
    const session = `${event.resource} ${opened.get(event.resource)}`
    return new Map([...(holder === undefined ? all : without(all, holder)), [key, session]])
  }, new Map())
  return !held.has(keyOf(library.service, library.node))
}

/** The same stanza was archived for whoever sent it, a user of this server. */
export const isArchivedForSender = (it: Case): boolean => {
  const stanza = stanzaOf(it)
  const sender = bareOf(stanza?.attrs['from'])
  return it.history.some(
    ({ account, event }) =>
      account === sender && event._tag === 'Archived' && event.delivery.stanza.attrs['id'] === stanza?.attrs['id'],
  )
}
