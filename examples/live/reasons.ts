import type { Delivery, RegistrationKey, XmlElement } from 'xmpp-push-rules'
import { publishes, type Difference } from './compare.js'
import type { Prediction } from './oracle.js'
import type { RunningServer } from './server.js'
import { find, summaryValue, type PublishView, type ReplyView, type View } from './wire.js'

/** A difference, and all that the library knew when it arose. */
export interface Case extends Prediction {
  readonly difference: Difference
  readonly library: PublishView | undefined
  readonly server: PublishView | undefined
}

/** A documented reason why a server differs: recognised by what happened, never by the name of a scene. */
export interface Reason {
  readonly id: string
  readonly server: RunningServer['name']
  /** The rules of the rulebook where the two part. */
  readonly rules: ReadonlyArray<string>
  readonly title: string
  readonly explains: (it: Case) => boolean
}

const bodyField = 'last-message-body'
const senderField = 'last-message-sender'

const replies = ({ difference }: Case): readonly [library: ReplyView | undefined, server: ReplyView | undefined] => {
  const of = (view: View | undefined): ReplyView | undefined => (view?.kind === 'reply' ? view : undefined)
  return [of(difference.library?.view), of(difference.server?.view)]
}

const answer = (reply: ReplyView | undefined): string | undefined =>
  reply && (reply.error === undefined ? reply.type : `${reply.error.type}/${reply.error.condition}`)

const answers = (it: Case, library: string, server: string): boolean => {
  const [ours, theirs] = replies(it)
  return answer(ours) === library && answer(theirs) === server
}

const keyOf = ({ service, node }: PublishView): RegistrationKey => ({ service, node: node ?? '' })
const sameKey = (a: RegistrationKey, b: RegistrationKey): boolean => a.service === b.service && a.node === b.node

/** The push or disable request of an iq event. */
const requestOf = (iq: XmlElement): XmlElement | undefined =>
  iq.children.find((child): child is XmlElement => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:push:0')

const request = ({ difference }: Case): XmlElement | undefined => {
  const event = difference.library?.cause.event
  return event?._tag === 'IqReceived' ? requestOf(event.iq) : undefined
}

/** The request named a JID, so what the library found wrong is the JID itself. */
const aboutTheJid = (it: Case): boolean => request(it)?.attrs['jid'] !== undefined && !hasForm(it)
const formsOf = (element: XmlElement | undefined): number => element?.children.filter((child) => typeof child === 'object' && child.name === 'x').length ?? 0
const hasForm = (it: Case): boolean => formsOf(request(it)) > 0

/** The library refused to enable it, the server did not, and now it publishes there. */
const refusedBefore = (it: Case): boolean =>
  it.library === undefined &&
  it.server !== undefined &&
  it.history.some(({ event, effects }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    const refused = effects.some((effect) => effect._tag === 'Reply' && effect.iq.attrs['type'] === 'error')
    return it.server !== undefined && refused && asked?.attrs['jid'] === it.server.service && asked.attrs['node'] === it.server.node
  })

/** Why the library skipped this registration, in the order in which it did. */
const skips = (it: Case): ReadonlyArray<string> =>
  it.history.flatMap(({ effects }) =>
    effects.flatMap((effect) =>
      effect._tag === 'Skip' && it.server !== undefined && sameKey(effect.registration, keyOf(it.server))
        ? effect.decision.reasons.map(({ code }) => code)
        : [],
    ),
  )

const onlyServer = (it: Case): boolean => it.library === undefined && it.server !== undefined
const onlyLibrary = (it: Case): boolean => it.library !== undefined && it.server === undefined

/** The library had it, and removed it. */
const wasRemoved = ({ history, server }: Case): boolean =>
  server !== undefined &&
  history.some(({ effects }) => effects.some((effect) => effect._tag === 'Drop' && sameKey(effect.registration, keyOf(server))))

/** Who enabled this registration last, as `resource`. */
const lastEnabler = (it: Case, view: PublishView): string | undefined =>
  it.history.reduce<string | undefined>((enabler, { event }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    const same = asked?.name === 'enable' && asked.attrs['jid'] === view.service && asked.attrs['node'] === view.node
    return same && event._tag === 'IqReceived' ? event.resource : enabler
  }, undefined)

const closedAtTheEnd = (it: Case, resource: string | undefined): boolean =>
  it.history.some(({ event }) => event._tag === 'SessionClosed' && event.resource === resource)

/** A session of the account disabled some other registration than this one. */
const disabledAnother = (it: Case): boolean =>
  it.history.some(({ event }) => {
    const asked = event._tag === 'IqReceived' ? requestOf(event.iq) : undefined
    return asked?.name === 'disable' && event._tag === 'IqReceived' && it.server !== undefined && asked.attrs['node'] !== it.server.node && lastEnabler(it, it.server) === event.resource
  })

const deliveryOf = ({ difference, history }: Case): Delivery | undefined => {
  const cause = difference.library?.cause
  const published = cause?.effects.find((effect) => effect._tag === 'Publish')
  const key = published?._tag === 'Publish' ? published.key : undefined
  return history
    .flatMap(({ event }) => ('delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : []))
    .find((delivery) => delivery.key === key)
}

const stanzaOf = (it: Case): XmlElement | undefined => deliveryOf(it)?.stanza
const carbons = 'urn:xmpp:carbons:2'
const isCarbon = (it: Case): boolean => {
  const stanza = stanzaOf(it)
  const own = stanza?.attrs['to']?.split('/')[0]
  return stanza !== undefined && stanza.attrs['from'] === own && (find(stanza, 'received', carbons) ?? find(stanza, 'sent', carbons)) !== undefined
}

const children = (element: XmlElement | undefined, name: string): ReadonlyArray<XmlElement> =>
  (element?.children ?? []).filter((child): child is XmlElement => typeof child === 'object' && child.name === name)

const isEncrypted = (it: Case): boolean => children(stanzaOf(it), 'encrypted').length > 0
const hasPayload = (it: Case): boolean => children(stanzaOf(it), 'encrypted').some((one) => children(one, 'payload').length > 0)
const hasBody = (it: Case): boolean =>
  children(stanzaOf(it), 'body').some((one) => one.attrs['xmlns'] === undefined && one.children.length > 0)

const both = (it: Case): boolean => it.library !== undefined && it.server !== undefined
const value = (view: PublishView | undefined, name: string): string | undefined => view && summaryValue(view, name)
const sameBut = (it: Case, ...names: ReadonlyArray<string>): boolean => {
  const { library, server } = it
  if (library === undefined || server === undefined) return false
  const rest = ({ summary }: PublishView): string =>
    JSON.stringify(summary?.fields.filter(({ name, values }) => !names.includes(name) && values.length > 0))
  return rest(library) === rest(server) && JSON.stringify(library.options) === JSON.stringify(server.options)
}

const filled = (view: PublishView | undefined): string => JSON.stringify(view?.summary?.fields.filter(({ values }) => values.length > 0))
const sameSummary = ({ library, server }: Case): boolean => filled(library) === filled(server)

const prosody: ReadonlyArray<Omit<Reason, 'server'>> = [
  {
    id: 'empty-important-body', rules: ['SUM-3', 'TRG-5'],
    title: 'Deviation 1: an empty important body is sent as a body, and counts as a class of its own.',
    explains: (it) => it.options.importantBody === '' && !it.options.includeBody && value(it.server, bodyField) === '' && (onlyServer(it) || sameBut(it, bodyField)),
  },
  {
    id: 'disable-empty-node', rules: ['REG-3', 'DIS-2'],
    title: 'Disabling the empty node disables nothing but an empty node, where the library reads it as no node.',
    explains: (it) => onlyServer(it) && it.history.some(({ event }) => event._tag === 'IqReceived' && requestOf(event.iq)?.name === 'disable' && requestOf(event.iq)?.attrs['node'] === ''),
  },
  {
    id: 'removed-registration', rules: ['DIS-4'],
    title: 'Deviation 3: a session pushes on to a registration that was removed from elsewhere.',
    explains: (it) => onlyServer(it) && wasRemoved(it),
  },
  {
    id: 'queue-told-again', rules: ['TRG-5', 'DUP-1'],
    title: 'Deviation 12: a stanza that a push of the same queue stood for is pushed when the queue is walked again.',
    explains: (it) => onlyServer(it) && skips(it).includes('stands-for') && skips(it).includes('already-notified'),
  },
  {
    id: 'copy-pushed-again', rules: ['DUP-1'],
    title: 'Deviation 4: a copy of a stanza has lost its mark and is pushed again.',
    explains: (it) => onlyServer(it) && skips(it).includes('already-notified'),
  },
  {
    id: 'carbon-outside', rules: ['SUM-2', 'SUM-3'],
    title: 'Deviation 5: the summary of a received carbon shows the carbon, not the message inside.',
    explains: (it) => isCarbon(it) && sameBut(it, senderField, bodyField),
  },
  {
    id: 'encrypted-body', rules: ['SUM-3'],
    title: 'Deviation 6: with bodies on, an important message without a body to show has its fallback body or none.',
    explains: (it) => it.options.includeBody && (isEncrypted(it) || !hasBody(it)) && sameBut(it, bodyField) && value(it.library, bodyField) === it.options.importantBody,
  },
  {
    id: 'empty-body', rules: ['SUM-4'],
    title: 'Deviation 8: an empty body is sent as an empty field.',
    explains: (it) => value(it.server, bodyField) === '' && value(it.library, bodyField) === undefined && sameBut(it, bodyField),
  },
  {
    id: 'jid-unchecked', rules: ['REG-1', 'REG-2', 'DIS-1'],
    title: 'What is no JID, and the own bare JID, are taken as a push service.',
    explains: (it) => answers(it, 'modify/bad-request', 'result') && aboutTheJid(it),
  },
  {
    id: 'form-unchecked', rules: ['REG-5'],
    title: 'Any form is taken as publish options: with another FORM_TYPE or none it goes out as it came, of two the first counts.',
    explains: (it) => (answers(it, 'modify/bad-request', 'result') && hasForm(it)) || refusedBefore(it) || (both(it) && it.library?.options !== undefined && sameSummary(it)),
  },
  {
    id: 'unknown-request', rules: ['REG-9'],
    title: 'A get, and any other child of the namespace, is a service that is not there.',
    explains: (it) => ['cancel/not-allowed', 'cancel/feature-not-implemented'].some((library) => answers(it, library, 'cancel/service-unavailable')),
  },
]

const noCount = (it: Case): boolean => value(it.server, 'message-count') === undefined
const bodyless = (it: Case): boolean => value(it.library, bodyField) === undefined

const ejabberd: ReadonlyArray<Omit<Reason, 'server'>> = [
  {
    id: 'no-count', rules: ['SUM-1'],
    title: 'The summary has no message-count.',
    explains: (it) => noCount(it) && sameBut(it, 'message-count'),
  },
  {
    id: 'carbons-are-sent', rules: ['IMP', 'SUM-3'],
    title: 'A carbon, received or sent, counts as sent by the user: the notification is empty.',
    explains: (it) => both(it) && isCarbon(it) && it.server?.summary === undefined,
  },
  {
    id: 'empty-notification', rules: ['SUM-1', 'SUM-2'],
    title: 'Without a body to tell of, the notification has no summary at all, nor the sender.',
    explains: (it) => both(it) && it.server?.summary === undefined && bodyless(it),
  },
  {
    id: 'body-or-nothing', rules: ['IMP', 'SUM-3'],
    title: 'Only a body, or OMEMO with a payload, is told of: calls, invitations and other encryptions without a body give an empty notification.',
    explains: (it) => both(it) && it.server?.summary === undefined && !hasBody(it) && !hasPayload(it),
  },
  {
    id: 'encrypted-placeholder', rules: ['SUM-3'],
    title: 'With bodies on, the fallback body of an encrypted message is sent, and (encrypted) where there is none.',
    explains: (it) => it.options.includeBody && isEncrypted(it) && sameBut(it, 'message-count', bodyField),
  },
  {
    id: 'any-body-alerts', rules: ['IMP'],
    title: 'Any body is told of, a correction or retraction too.',
    explains: (it) => hasBody(it) && bodyless(it) && value(it.server, bodyField) !== undefined && sameBut(it, 'message-count', bodyField),
  },
  {
    id: 'own-archive', rules: ['TRG-3'],
    title: "The archived copy of what the user sent wakes the user's other devices, with an empty notification.",
    explains: (it) => onlyServer(it) && it.server?.summary === undefined && skips(it).includes('archived-elsewhere'),
  },
  {
    id: 'one-push-a-hibernation', rules: ['TRG-5'],
    title: 'One push when hibernation starts, for an incoming message with a body if there is one.',
    explains: (it) => it.difference.library?.cause.event._tag === 'HibernationStarted' && (onlyLibrary(it) || value(it.server, bodyField) !== undefined),
  },
  {
    id: 'one-session-a-registration', rules: ['REG-7'],
    title: 'Enabling takes the registration away from the session that had it, connected or hibernating.',
    explains: (it) =>
      (onlyLibrary(it) && ['TimerFired', 'HibernationStarted'].includes(it.difference.library?.cause.event._tag ?? '')) ||
      (onlyServer(it) && skips(it).includes('archived-bound') && it.server !== undefined && closedAtTheEnd(it, lastEnabler(it, it.server))),
  },
  {
    id: 'session-covers-its-nodes', rules: ['REG-7', 'TRG-3'],
    title: 'A session is bound to every node that it enabled, but its queue goes to one of them.',
    explains: (it) =>
      onlyLibrary(it) && it.library !== undefined && it.difference.library?.cause.event._tag === 'Archived' &&
      Object.keys(it.difference.library.cause.before.sessions).includes(lastEnabler(it, it.library) ?? ''),
  },
  {
    id: 'disabling-unbinds', rules: ['DIS-2', 'TRG-3'],
    title: 'A session that disables any registration is no longer bound to its own: archived messages reach it by push as well.',
    explains: (it) => onlyServer(it) && skips(it).includes('archived-bound') && disabledAnother(it),
  },
  {
    id: 'wake-up', rules: ['RES-1'],
    title: 'Two minutes before a prolonged hibernation ends, an empty notification wakes the device.',
    explains: (it) => onlyServer(it) && it.server?.summary === undefined && it.history.some(({ event }) => event._tag === 'HibernationStarted' && event.queue.length === 0),
  },
  {
    id: 'own-jid', rules: ['REG-2'],
    title: "The user's own JID is taken as a push service.",
    explains: (it) => answers(it, 'modify/bad-request', 'result') && aboutTheJid(it),
  },
  {
    id: 'form-unchecked', rules: ['REG-5'],
    title: 'Any form is taken as publish options: with another FORM_TYPE or none it goes out as it came, of two the last counts.',
    explains: (it) => (answers(it, 'modify/bad-request', 'result') && hasForm(it)) || refusedBefore(it) || (both(it) && it.library?.options !== undefined && noCount(it)),
  },
  {
    id: 'other-child', rules: ['REG-9'],
    title: 'Another child of the namespace is a bad request.',
    explains: (it) => answers(it, 'cancel/feature-not-implemented', 'modify/bad-request'),
  },
]

/** Every documented reason. */
export const reasons: ReadonlyArray<Reason> = [
  ...prosody.map((reason): Reason => ({ ...reason, server: 'prosody' })),
  ...ejabberd.map((reason): Reason => ({ ...reason, server: 'ejabberd' })),
]

/** The first reason that explains a difference; undefined: nobody knows why. */
export const explain = (server: RunningServer['name'], prediction: Prediction, difference: Difference): Reason | undefined =>
  reasons.find((reason) => reason.server === server && reason.explains({ ...prediction, difference, ...publishes(difference) }))
