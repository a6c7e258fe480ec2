/**
 * What the demo itself reads of a stanza, and how mod_cloud_notify reads it.
 */
import type { XmlElement } from 'xmpp-push-rules'

/** Whether a stanza has the shape of a carbon (XEP-0280), whoever it is from. */
export const looksLikeCarbon = ({ children }: XmlElement): boolean =>
  children.some((child) => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:carbons:2')

/** Whether it is a carbon: from the account itself. */
export const isCarbon = (account: string, stanza: XmlElement): boolean =>
  looksLikeCarbon(stanza) && stanza.attrs['from'] === account

const isBody = (child: XmlElement | string): boolean => typeof child === 'object' && child.name === 'body'

/** Without bodies after the first one, in the message itself and in one that it carries. */
const withFirstBody = (element: XmlElement): XmlElement => {
  const first = element.children.find(isBody)
  return {
    ...element,
    children: element.children
      .filter((child) => child === first || !isBody(child))
      .map((child) => (typeof child === 'object' ? withFirstBody(child) : child)),
  }
}

/** Whether it has several bodies, the first of them empty; a carbon may hold such a message. */
export const isEmptyFirst = ({ children }: XmlElement): boolean => {
  const bodies = children.filter(isBody)
  const [first] = bodies
  return (
    (bodies.length > 1 && typeof first === 'object' && first.children.length === 0) ||
    children.some((child) => typeof child === 'object' && isEmptyFirst(child))
  )
}

/** The stanza as the module judges it: what looks like a carbon is one, and of several bodies the first one counts. */
export const asModuleReads = (account: string, stanza: XmlElement): XmlElement => {
  const read = isEmptyFirst(stanza) ? withFirstBody(stanza) : stanza
  return looksLikeCarbon(read) ? { ...read, attrs: { ...read.attrs, from: account } } : read
}

const localOf = (jid: string): string | undefined => (jid.includes('@') ? jid.slice(0, jid.indexOf('@')) : undefined)

/** Whether the module takes an archived message for one to the account: it looks at the local part, if there is one. */
export const isToUser = (account: string, { attrs: { to } }: XmlElement): boolean => {
  const local = to === undefined ? undefined : localOf(to)?.toLowerCase()
  return local === undefined || local === localOf(account)
}
