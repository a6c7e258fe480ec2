/**
 * A reader who follows the link under a failure finds the clause that the law names.
 */
import { list } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import { linkOf } from '../../src/conformance/link.js'

test.each([
  ['RFC 7622 §3.1', 'https://www.rfc-editor.org/rfc/rfc7622#section-3.1'],
  ['RFC 6120 §8.1.3', 'https://www.rfc-editor.org/rfc/rfc6120#section-8.1.3'],
  ['RFC 6121 §3.1', 'https://www.rfc-editor.org/rfc/rfc6121#section-3.1'],
  ['XEP-0198 §3', 'https://xmpp.org/extensions/xep-0198.html'],
  ['XEP-0424 (0.3)', 'https://xmpp.org/extensions/xep-0424.html'],
  ['ejabberd, MUC/Sub', 'https://docs.ejabberd.im/developer/xmpp-clients-bots/extensions/muc-sub/'],
  ['ejabberd mod_push_keepalive', 'https://docs.ejabberd.im/admin/configuration/modules/#mod_push_keepalive'],
  ['ejabberd mod_push', 'https://docs.ejabberd.im/admin/configuration/modules/#mod_push'],
  ['mod_cloud_notify README', 'https://modules.prosody.im/mod_cloud_notify.html'],
  ['mod_cloud_notify, business rules', 'https://mail.jabber.org/pipermail/standards/2016-February/030925.html'],
  ['Rulebook, Words', ''],
])('%s is at %j', (section, link) => {
  expect(linkOf(section)).toBe(link)
})

/** What a clause is of, as its address has to say it. */
const documentOf = (section: string): string =>
  /^(?:XEP-\d{4}|RFC \d+)/u.exec(section)?.[0].replace(' ', '').toLowerCase() ?? ''

test('no law of a numbered document links to another one', () => {
  expect(list().filter(({ section, link }) => !link.includes(documentOf(section)))).toEqual([])
})
