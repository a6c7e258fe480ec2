/**
 * SET-1: the user's own setting for a chat (XEP-0492).
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, findChild, localName, scopeOf } from '../xml/query.js'

/**
 * Who asks for a chat's setting: the category and type of its own identity (XEP-0030).
 *
 * @since 0.1.0
 */
export interface ClientIdentity {
  readonly category?: string | undefined
  readonly type?: string | undefined
}

type ChatSetting = 'always' | 'on-mention' | 'never'

const isChatSetting = (name: string): name is ChatSetting =>
  name === 'always' || name === 'on-mention' || name === 'never'

/** How well an entry fits: for the category and type, for the category, for all; undefined: for another client. */
const fitOf = (element: XmlElement, { category, type }: ClientIdentity): number | undefined => {
  const wanted = attr(element, 'identity-category')
  const wantedType = attr(element, 'identity-type')
  return wanted === undefined
    ? 0
    : wanted !== category
      ? undefined
      : wantedType === undefined
        ? 1
        : wantedType === type
          ? 2
          : undefined
}

/**
 * SET-1: the user's own setting for a chat (XEP-0492), as it stands in a bookmark.
 *
 * @param element - `<notify xmlns='urn:xmpp:notification-settings:1'/>`, or an element that holds it, such as `<extensions/>`
 * @param identity - the client for which it is asked; the most specific entry counts
 * @returns the setting, for `Delivery.context.chatSetting`; none where the user has chosen nothing
 * @example
 * chatSetting(extensions, { category: 'client', type: 'phone' }) // some('on-mention')
 * @since 0.1.0
 */
export const chatSetting = (element: XmlElement, identity: ClientIdentity = {}): O.Option<ChatSetting> => {
  const scope = scopeOf(element)
  const notify = localName(scope.element.name) === 'notify' ? scope : findChild(scope, 'notify', NS.chatNotifications)
  if (notify === undefined) return O.none
  const entries = childElements(notify.element).flatMap((child) => {
    const name = localName(child.name)
    const fit = fitOf(child, identity)
    return isChatSetting(name) && fit !== undefined && childNamespace(notify, child) === NS.chatNotifications
      ? [{ name, fit }]
      : []
  })
  return pipe(
    entries,
    RA.reduce(O.none as O.Option<{ readonly name: ChatSetting; readonly fit: number }>, (best, entry) =>
      O.isSome(best) && best.value.fit >= entry.fit ? best : O.some(entry),
    ),
    O.map(({ name }) => name),
  )
}
