/**
 * Where the clause that a law names can be read: known from the clause itself, so that the two cannot disagree.
 */

/** The table: what a clause begins with that is neither of a XEP nor of an RFC, and where it is. */
const PLACES: ReadonlyArray<readonly [beginning: string, link: string]> = [
  ['Business rules', 'https://mail.jabber.org/pipermail/standards/2016-February/030925.html'],
  ['mod_cloud_notify, business rules', 'https://mail.jabber.org/pipermail/standards/2016-February/030925.html'],
  ['mod_cloud_notify', 'https://modules.prosody.im/mod_cloud_notify.html'],
  ['ejabberd, MUC/Sub', 'https://docs.ejabberd.im/developer/xmpp-clients-bots/extensions/muc-sub/'],
  ['ejabberd mod_push_keepalive', 'https://docs.ejabberd.im/admin/configuration/modules/#mod_push_keepalive'],
  ['ejabberd mod_push', 'https://docs.ejabberd.im/admin/configuration/modules/#mod_push'],
  ['MongooseIM mod_event_pusher_push', 'https://esl.github.io/MongooseDocs/latest/modules/mod_event_pusher_push/'],
  ['Openfire push notification plugin', 'https://www.igniterealtime.org/projects/openfire/plugins.jsp'],
  ['tigase:push', 'https://docs.tigase.net/projects/tigase-push/en/latest/'],
]

/**
 * Where a clause can be read.
 *
 * @param section - a clause as laws name it: `XEP-0357 §5`, `RFC 6120 §8.1.3`, `mod_cloud_notify README`
 * @returns an address of the web; '' where there is none, as for the rules' own reference
 */
export const linkOf = (section: string): string => {
  const [, xep] = /^XEP-(\d{4})\b/u.exec(section) ?? []
  if (xep !== undefined) return `https://xmpp.org/extensions/xep-${xep}.html`
  const [, rfc, clause] = /^RFC (\d+) §([\d.]+)$/u.exec(section) ?? []
  if (rfc !== undefined) return `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${clause}`
  return PLACES.find(([beginning]) => section.startsWith(beginning))?.[1] ?? ''
}
