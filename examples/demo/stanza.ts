/**
 * What the demo itself reads of a stanza: whether it is, or looks like, a carbon copy (XEP-0280).
 */
import type { XmlElement } from 'xmpp-push-rules'

/** Whether a stanza has the shape of a carbon, whoever it is from. */
export const looksLikeCarbon = ({ children }: XmlElement): boolean =>
  children.some((child) => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:carbons:2')

/** Whether it is a carbon: from the account itself. */
export const isCarbon = (account: string, stanza: XmlElement): boolean =>
  looksLikeCarbon(stanza) && stanza.attrs['from'] === account

/** The stanza as mod_cloud_notify judges it: what looks like a carbon is one, whoever it is from. */
export const asFromOneself = (account: string, stanza: XmlElement): XmlElement =>
  looksLikeCarbon(stanza) ? { ...stanza, attrs: { ...stanza.attrs, from: account } } : stanza
