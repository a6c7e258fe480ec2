/**
 * URG, CALL-2, JIN-1: what a message or request says of a call.
 */
import type { CallFacts } from '../state/facts.js'
import { cutAt } from '../state/text.js'
import { attr, enter, findChildren, localName, type Scope } from '../xml/query.js'
import { NS } from './namespaces.js'

const mediaOf = (element: Scope): ReadonlyArray<string> =>
  findChildren(element, 'description', NS.jingleRtp).flatMap((description) => attr(description.element, 'media') ?? [])

/** A Jingle message (XEP-0353): its element is named by what it says, and has the call's id. */
const jingleMessage = (element: Scope): CallFacts => ({
  action: localName(element.element.name),
  id: attr(element.element, 'id') ?? '',
  media: mediaOf(element),
})

/** XEP-0482 §3: `video` is false and `audio` true where nothing is said. */
const invitedMedia = (element: Scope): ReadonlyArray<string> => [
  ...(attr(element.element, 'audio') === 'false' ? [] : ['audio']),
  ...(attr(element.element, 'video') === 'true' ? ['video'] : []),
]

const ORIGIN_ID = 'urn:xmpp:sid:0'

/** XEP-0482: an invitation has no id; the others name the stanza id of the room's, else the origin id, else the id of its message. */
const invitationId = (message: Scope): string => {
  const isGroupchat = attr(message.element, 'type') === 'groupchat'
  const [named] = findChildren(message, isGroupchat ? 'stanza-id' : 'origin-id', ORIGIN_ID)
  return (named && attr(named.element, 'id')) ?? attr(message.element, 'id') ?? ''
}

/** A call invitation or an answer to one (XEP-0482). */
const callInvite = (message: Scope, element: Scope): CallFacts => {
  const action = localName(element.element.name)
  return action === 'invite'
    ? { action, id: invitationId(message), media: invitedMedia(element) }
    : { action, id: attr(element.element, 'id') ?? '', media: [] }
}

/** A Jingle request (XEP-0166 §7.2.1): a call that begins without a message before it. */
const jingleRequest = (element: Scope): CallFacts => ({
  action: attr(element.element, 'action') ?? '',
  id: attr(element.element, 'sid') ?? '',
  media: findChildren(element, 'content', NS.jingle).flatMap(mediaOf),
})

/** What the caller chose goes out (JIN-1, SEAL) and is remembered (CALL-2): beyond this no client goes. */
const MAX_ID = 1023
const MAX_MEDIA = 8
const MAX_NAME = 64

const bounded = ({ action, id, media }: CallFacts): CallFacts => ({
  action,
  id: cutAt(id, MAX_ID),
  media: media.slice(0, MAX_MEDIA).map((name) => cutAt(name, MAX_NAME)),
})

/** Reads the element of a call, by its namespace. */
export const readCall = (message: Scope, child: Scope['element'], namespace: string): CallFacts => {
  const element = enter(message, child)
  const call =
    namespace === NS.callInvites
      ? callInvite(message, element)
      : namespace === NS.jingle
        ? jingleRequest(element)
        : jingleMessage(element)
  return bounded(call)
}
