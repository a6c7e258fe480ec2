/** Every namespace the rules match, by the name used in the rulebook. */
export const NS = {
  client: 'jabber:client',
  push: 'urn:xmpp:push:0',
  pushSummary: 'urn:xmpp:push:summary',
  pubsub: 'http://jabber.org/protocol/pubsub',
  publishOptions: 'http://jabber.org/protocol/pubsub#publish-options',
  dataForms: 'jabber:x:data',
  stanzaErrors: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  carbons: 'urn:xmpp:carbons:2',
  forward: 'urn:xmpp:forward:0',
  omemoLegacy: 'eu.siacs.conversations.axolotl',
  omemo0: 'urn:xmpp:omemo:0',
  omemo1: 'urn:xmpp:omemo:1',
  omemo2: 'urn:xmpp:omemo:2',
  pgp: 'jabber:x:encrypted',
  openpgp: 'urn:xmpp:openpgp:0',
  eme: 'urn:xmpp:eme:0',
  jingleMessage: 'urn:xmpp:jingle-message:0',
  correction: 'urn:xmpp:message-correct:0',
  retraction: 'urn:xmpp:message-retract:1',
  mucUser: 'http://jabber.org/protocol/muc#user',
  directInvitation: 'jabber:x:conference',
  hints: 'urn:xmpp:hints',
} as const

/**
 * The content namespaces of a stanza: RFC 6120 §4.8.2 names `jabber:client` and `jabber:server`, XEP-0114 §3 adds
 * `jabber:component:accept`; a stanza cut out of its stream may have none. To the rules they are one and the same.
 */
export const CONTENT_NAMESPACES: ReadonlyArray<string> = [NS.client, 'jabber:server', 'jabber:component:accept', '']

const CONTENT: ReadonlySet<string> = new Set(CONTENT_NAMESPACES)

/** Whether a namespace is the namespace of stanzas themselves. */
export const isContentNamespace = (namespace: string): boolean => CONTENT.has(namespace)
