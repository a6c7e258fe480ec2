import type { Replies } from '../demo/difference.js'
import type { Delivery, Effect, Publish, PublishSealed, RegistrationKey, Settings, XmlElement } from 'xmpp-push-rules'
import { neighbouring, stepAt, type Difference } from './compare.js'
import type { Prediction } from './oracle.js'
import { find, summaryValue, type PublishView, type ReplyView, type View } from './wire.js'

/** A difference, and all that the library knew when it arose. */
export interface Case extends Prediction {
  readonly difference: Difference
  readonly library: PublishView | undefined
  readonly server: PublishView | undefined
}

export const bodyField = 'last-message-body'
export const senderField = 'last-message-sender'

export const replies = ({
  difference,
}: Case): readonly [library: ReplyView | undefined, server: ReplyView | undefined] => {
  const of = (view: View | undefined): ReplyView | undefined => (view?.kind === 'reply' ? view : undefined)
  return [of(difference.library?.view), of(difference.server?.view)]
}

const answer = (reply: ReplyView | undefined): string | undefined =>
  reply && (reply.error === undefined ? reply.type : `${reply.error.type}/${reply.error.condition}`)

export const answers = (it: Case, library: string, server: string): boolean => {
  const [ours, theirs] = replies(it)
  return answer(ours) === library && answer(theirs) === server
}

const keyOf = ({ service, node }: PublishView): RegistrationKey => ({ service, node: node ?? '' })
const sameKey = (a: RegistrationKey, b: RegistrationKey): boolean => a.service === b.service && a.node === b.node

/** The push or disable request of an iq event. */
export const requestOf = (iq: XmlElement): XmlElement | undefined =>
  iq.children.find(
    (child): child is XmlElement => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:push:0',
  )

export const request = ({ difference }: Case): XmlElement | undefined => {
  const event = difference.library?.cause.event
  return event?._tag === 'IqReceived' ? requestOf(event.iq) : undefined
}

/** The request named a JID, so what the library found wrong is the JID itself. */
export const aboutTheJid = (it: Case): boolean => request(it)?.attrs['jid'] !== undefined && !hasForm(it)
const formsOf = (element: XmlElement | undefined): number =>
  element?.children.filter((child) => typeof child === 'object' && child.name === 'x').length ?? 0
export const hasForm = (it: Case): boolean => formsOf(request(it)) > 0

/** Two answers to one request, and what the request was. */
export const repliesOf = (it: Case): Replies | undefined => {
  const [library, module] = replies(it).map(answer)
  const asked = request(it)
  return library === undefined || module === undefined
    ? undefined
    : { library, module, jid: asked?.attrs['jid'], forms: formsOf(asked) }
}

/** The library refused to enable it, the server did not, and now it publishes there. */
export const refusedBefore = (it: Case): boolean =>
  it.library === undefined &&
  it.server !== undefined &&
  it.history.some(({ event, effects }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    const refused = effects.some((effect) => effect._tag === 'Reply' && effect.error !== undefined)
    return (
      it.server !== undefined &&
      refused &&
      asked?.attrs['jid'] === it.server.service &&
      asked.attrs['node'] === it.server.node
    )
  })

/** The same, and this is what the library called it. */
export const refusedAs = (it: Case, condition: string): boolean =>
  refusedBefore(it) &&
  it.history.some(({ effects }) =>
    effects.some((effect) => effect._tag === 'Reply' && effect.error?.condition === condition),
  )

/** A carbon by its looks, but not from the account itself. */
export const isForgedCarbon = (it: Case): boolean => {
  const stanza = stanzaOf(it)
  return (
    stanza !== undefined &&
    !isCarbon(it) &&
    (find(stanza, 'received', carbons) ?? find(stanza, 'sent', carbons)) !== undefined
  )
}

/** The session that enabled it last disabled another registration afterwards. */
export const enablerDisabledAnother = (it: Case): boolean =>
  it.history.some(({ event }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    return (
      asked?.name === 'disable' &&
      event._tag === 'IqReceived' &&
      it.library !== undefined &&
      lastEnabler(it, it.library) === event.resource
    )
  })

/** Why the library skipped this registration at the time of the difference, or at any time before. */
export const skips = (it: Case, when: 'now' | 'ever'): ReadonlyArray<string> =>
  it.history
    .filter(
      ({ event }) => when === 'ever' || Math.abs(stepAt(it.record, event.at) - it.difference.step) <= neighbouring,
    )
    .flatMap(({ effects }) =>
      effects.flatMap((effect) =>
        effect._tag === 'Skip' && it.server !== undefined && sameKey(effect.registration, keyOf(it.server))
          ? effect.decision.reasons.map(({ code }) => code)
          : [],
      ),
    )

export const onlyServer = (it: Case): boolean => it.library === undefined && it.server !== undefined
export const onlyLibrary = (it: Case): boolean => it.library !== undefined && it.server === undefined

/** Who enabled this registration last, as `resource`. */
export const lastEnabler = (it: Case, view: PublishView): string | undefined =>
  it.history.reduce<string | undefined>((enabler, { event }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    const same = asked?.name === 'enable' && asked.attrs['jid'] === view.service && asked.attrs['node'] === view.node
    return same && event._tag === 'IqReceived' ? event.resource : enabler
  }, undefined)

/** The session whose queue the library pushed. */
export const ownSession = ({ difference }: Case): string | undefined => {
  const event = difference.library?.cause.event
  return event?._tag === 'QueuedWhileHibernating' || event?._tag === 'HibernationStarted' ? event.resource : undefined
}

export const closedAtTheEnd = (it: Case, resource: string | undefined): boolean =>
  it.history.some(({ event }) => event._tag === 'SessionClosed' && event.resource === resource)

/** Evicted or disabled while the session that enabled it goes on. */
export const removedUnderItsSession = (it: Case): boolean => {
  const { history, server } = it
  const removed = history.some(({ effects }) =>
    effects.some(
      (effect) =>
        effect._tag === 'Drop' &&
        effect.reason !== 'errors' &&
        server !== undefined &&
        sameKey(effect.registration, keyOf(server)),
    ),
  )
  return removed && server !== undefined && !closedAtTheEnd(it, lastEnabler(it, server))
}

/** The library removed it because of the answers of its push service. */
export const removedForErrors = ({ history, server }: Case): boolean =>
  history.some(({ effects }) =>
    effects.some(
      (effect) =>
        effect._tag === 'Drop' &&
        effect.reason === 'errors' &&
        server !== undefined &&
        sameKey(effect.registration, keyOf(server)),
    ),
  )

/** A session of the account disabled some other registration than this one. */
export const disabledAnother = (it: Case): boolean =>
  it.history.some(({ event }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    return (
      asked?.name === 'disable' &&
      event._tag === 'IqReceived' &&
      it.server !== undefined &&
      asked.attrs['node'] !== it.server.node &&
      lastEnabler(it, it.server) === event.resource
    )
  })

export const deliveryOf = ({ difference, history }: Case): Delivery | undefined => {
  const cause = difference.library?.cause
  const isPublish = (effect: Effect): effect is Publish | PublishSealed =>
    effect._tag === 'Publish' || effect._tag === 'PublishSealed'
  const key = cause?.effects.find(isPublish)?.key
  return history
    .flatMap(({ event }) => ('delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : []))
    .find((delivery) => delivery.key === key)
}

/** What the device had asked for when it enabled that registration. */
export const settingsOf = (it: Case): Settings => {
  const view = it.library ?? it.server
  const states = it.history.filter(({ event }) => stepAt(it.record, event.at) <= it.difference.step)
  const registration =
    view && states.at(-1)?.after.registrations.find(({ service, node }) => sameKey({ service, node }, keyOf(view)))
  return registration?.settings ?? {}
}

export const stanzaOf = (it: Case): XmlElement | undefined => deliveryOf(it)?.stanza
const carbons = 'urn:xmpp:carbons:2'
export const isCarbon = (it: Case): boolean => {
  const stanza = stanzaOf(it)
  const own = stanza?.attrs['to']?.split('/')[0]
  return (
    stanza !== undefined &&
    stanza.attrs['from'] === own &&
    (find(stanza, 'received', carbons) ?? find(stanza, 'sent', carbons)) !== undefined
  )
}

/** The last request that enabled the registration, or the one that was answered. */
export const lastEnabling = (it: Case): XmlElement | undefined => {
  const view = it.library ?? it.server
  return (
    request(it) ??
    it.history
      .flatMap(({ event }) => {
        const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
        return asked?.name === 'enable' && asked.attrs['jid'] === view?.service && asked.attrs['node'] === view?.node
          ? [asked]
          : []
      })
      .at(-1)
  )
}

export const childNamed = (element: XmlElement | undefined, name: string): ReadonlyArray<XmlElement> =>
  (element?.children ?? []).filter((child): child is XmlElement => typeof child === 'object' && child.name === name)

export const isOmemo = (it: Case): boolean => childNamed(stanzaOf(it), 'encrypted').length > 0
/** OMEMO, OX, what XEP-0380 announces, and OpenPGP of before. */
export const isEncrypted = (it: Case): boolean =>
  isOmemo(it) ||
  ['openpgp', 'encryption'].some((name) => childNamed(stanzaOf(it), name).length > 0) ||
  childNamed(stanzaOf(it), 'x').some(({ attrs }) => attrs['xmlns'] === 'jabber:x:encrypted')
export const isMucSub = (it: Case): boolean =>
  childNamed(stanzaOf(it), 'event').some((event) =>
    childNamed(event, 'items').some(({ attrs }) => attrs['node']?.startsWith('urn:xmpp:mucsub:nodes:') === true),
  )
export const hasBody = (it: Case): boolean =>
  childNamed(stanzaOf(it), 'body').some((one) => one.attrs['xmlns'] === undefined && one.children.length > 0)

/** Several bodies, the first of them empty. */
export const hasEmptyFirstBody = (it: Case): boolean => {
  const [first, ...more] = childNamed(stanzaOf(it), 'body')
  return first?.children.length === 0 && more.length > 0
}

export const bodyOf = (stanza: XmlElement | undefined): string | undefined =>
  childNamed(stanza, 'body')[0]
    ?.children.filter((part) => typeof part === 'string')
    .join('')

export const both = (it: Case): boolean => it.library !== undefined && it.server !== undefined
export const value = (view: PublishView | undefined, name: string): string | undefined =>
  view && summaryValue(view, name)
export const sameBut = (it: Case, ...names: ReadonlyArray<string>): boolean => {
  const { library, server } = it
  if (library === undefined || server === undefined) return false
  const rest = ({ summary }: PublishView): string =>
    JSON.stringify(summary?.fields.filter(({ name, values }) => !names.includes(name) && values.length > 0))
  return rest(library) === rest(server) && hasSameOptions(it)
}

export const hasSameOptions = ({ library, server }: Case): boolean =>
  JSON.stringify(library?.options) === JSON.stringify(server?.options)

const filled = (view: PublishView | undefined): string =>
  JSON.stringify(view?.summary?.fields.filter(({ values }) => values.length > 0))
export const sameSummary = ({ library, server }: Case): boolean => filled(library) === filled(server)
