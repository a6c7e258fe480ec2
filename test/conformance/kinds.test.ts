import { expect, test } from 'vitest'
import { arbitraries } from 'xmpp-push-rules/conformance'
import { serializeXml } from 'xmpp-push-rules/xml'

const { buildStanza, STANZA_DRESSES, STANZA_KINDS } = arbitraries

const parts = {
  account: 'juliet@a',
  from: 'x@b/c',
  text: 'hi',
  omemo: 'urn:omemo',
  payload: true,
  inner: 'body',
  dress: 'plain',
} as const

test('every kind of stanza is written so', () => {
  expect(STANZA_KINDS.map((kind) => `${kind}: ${serializeXml(buildStanza(kind, parts))}`).join('\n'))
    .toMatchInlineSnapshot(`
      "body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
      chat-state: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>
      empty-body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body/></message>
      nothing: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"/>
      normal: <message from="x@b/c" to="juliet@a"><body>hi</body></message>
      omemo: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><encrypted xmlns="urn:omemo"><header sid="1"><key rid="2">a2V5</key></header><payload>cGF5bG9hZA==</payload></encrypted></message>
      omemo-with-fallback: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><encrypted xmlns="urn:omemo"><header sid="1"><key rid="2">a2V5</key></header><payload>cGF5bG9hZA==</payload></encrypted><body>I sent you an encrypted message.</body></message>
      pgp: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>I sent you an encrypted message.</body><x xmlns="jabber:x:encrypted">hQEMA0==</x></message>
      openpgp: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><openpgp xmlns="urn:xmpp:openpgp:0">hQEMA0==</openpgp></message>
      eme: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:omemo:2" name="OMEMO"/><body>I sent you an encrypted message.</body></message>
      call: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><propose xmlns="urn:xmpp:jingle-message:0" id="call-1"><description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/></propose></message>
      call-prefixed: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><j:propose xmlns:j="urn:xmpp:jingle-message:0" id="call-1"/></message>
      call-accepted: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><accept xmlns="urn:xmpp:jingle-message:0" id="call-1"/></message>
      headline: <message xmlns="jabber:client" type="headline" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
      error: <message xmlns="jabber:client" type="error" from="x@b/c" to="juliet@a" id="m1"><body>hi</body><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
      correction: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body><replace xmlns="urn:xmpp:message-correct:0" id="m0"/></message>
      retraction: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><retract xmlns="urn:xmpp:message-retract:1" id="m0"/><body>hi</body></message>
      groupchat: <message xmlns="jabber:client" type="groupchat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
      subject: <message xmlns="jabber:client" type="groupchat" from="x@b/c" to="juliet@a" id="m1"><subject>hi</subject></message>
      subject-with-body: <message xmlns="jabber:client" type="groupchat" from="x@b/c" to="juliet@a" id="m1"><subject>hi</subject><body>hi</body></message>
      chat-subject: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><subject>hi</subject><body>hi</body></message>
      mediated-invitation: <message xmlns="jabber:client" type="normal" from="x@b/c" to="juliet@a" id="m1"><x xmlns="http://jabber.org/protocol/muc#user"><invite from="nurse@verona.example/kitchen"><reason>Come</reason></invite></x></message>
      direct-invitation: <message xmlns="jabber:client" type="normal" from="x@b/c" to="juliet@a" id="m1"><x xmlns="jabber:x:conference" jid="hall@rooms.example"/></message>
      receipt: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><received xmlns="urn:xmpp:receipts" id="m0"/></message>
      marker: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/></message>
      foreign-body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body xmlns="urn:example:foreign">hi</body></message>
      foreign-encrypted: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><encrypted xmlns="urn:example:foreign"/><retract xmlns="urn:xmpp:message-retract:0"/></message>
      several-bodies: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body/><body xml:lang="de">hi</body><body>second</body></message>
      otr: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>?OTR:hi</body></message>
      reaction: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><reactions xmlns="urn:xmpp:reactions:0" id="m0"><reaction>👍</reaction></reactions></message>
      reaction-with-fallback: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><reactions xmlns="urn:xmpp:reactions:0" id="m0"><reaction>👍</reaction></reactions><body>👍</body><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reactions:0"><body/></fallback></message>
      reply-with-quote: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>&gt; quoted
      hi</body><reply xmlns="urn:xmpp:reply:0" to="nurse@verona.example/kitchen" id="m0"/><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="9"/></fallback></message>
      retraction-0: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body><apply-to xmlns="urn:xmpp:fasten:0" id="m0"><retract xmlns="urn:xmpp:message-retract:0"/></apply-to></message>
      moderation: <message xmlns="jabber:client" type="groupchat" from="x@b/c" to="juliet@a" id="m1"><retract xmlns="urn:xmpp:message-retract:1" id="m0"><moderated xmlns="urn:xmpp:message-moderate:1"/></retract><body>hi</body></message>
      moderation-0: <message xmlns="jabber:client" type="groupchat" from="x@b/c" to="juliet@a" id="m1"><apply-to xmlns="urn:xmpp:fasten:0" id="m0"><moderated xmlns="urn:xmpp:message-moderate:0"><retract xmlns="urn:xmpp:message-retract:0"/></moderated></apply-to></message>
      call-1: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><propose xmlns="urn:xmpp:jingle-message:1" id="call-1"/></message>
      call-invite: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><invite xmlns="urn:xmpp:call-invites:0"/></message>
      call-over: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><finish xmlns="urn:xmpp:jingle-message:0" id="call-1"/></message>
      displayed-sync: <message xmlns="jabber:client" type="headline" from="x@b/c" to="juliet@a" id="m1"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:mds:displayed:0"/></event></message>
      carbon-received: <message xmlns="jabber:client" type="chat" from="juliet@a" to="juliet@capulet.example/phone" id="c1"><received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message></forwarded></received></message>
      carbon-sent: <message xmlns="jabber:client" type="chat" from="juliet@a" to="juliet@capulet.example/phone" id="c1"><sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message></forwarded></sent></message>
      carbon-forged: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@capulet.example/phone" id="c1"><received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message></forwarded></received></message>
      carbon-forged-with-body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@capulet.example/phone" id="c1"><received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message></forwarded></received><body>hi</body></message>
      carbon-sent-forged: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@capulet.example/phone" id="c1"><sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message></forwarded></sent><body>hi</body></message>
      mucsub: <message xmlns="jabber:client" from="hall@rooms.example" to="juliet@a"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:mucsub:nodes:messages"><item id="i1"><message xmlns="jabber:client" type="groupchat" from="hall@rooms.example/nurse" to="juliet@a" id="m1"><body>hi</body></message></item></items></event></message>
      mucsub-forged: <message xmlns="jabber:client" from="mallory@evil.example" to="juliet@a"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:mucsub:nodes:messages"><item id="i1"><message xmlns="jabber:client" type="groupchat" from="hall@rooms.example/nurse" to="juliet@a" id="m1"><body>hi</body></message></item></items></event></message>
      mention-notification: <message xmlns="jabber:client" from="hall@rooms.example" to="juliet@a"><mentions xmlns="urn:xmpp:mmn:0"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" type="groupchat" from="hall@rooms.example/nurse" to="juliet@a" id="m1"><body>hi</body></message></forwarded></mentions></message>
      presence: <presence from="x@b/c" to="juliet@a"><status>hi</status></presence>
      subscription-request: <presence from="x@b/c" to="juliet@a" type="subscribe"/>
      jingle-request: <iq type="set" id="j1" from="x@b/c" to="juliet@a"><jingle xmlns="urn:xmpp:jingle:1" action="session-initiate" sid="s1"/></iq>
      iq: <iq type="set" id="q1" from="x@b/c" to="juliet@a"><body>hi</body></iq>
      nonza: <r xmlns="urn:xmpp:sm:3"><body>hi</body></r>"
    `)
})

test('every dress looks so', () => {
  const shown = STANZA_DRESSES.flatMap((dress) =>
    (['marker', 'chat-state', 'body', 'presence', 'nonza'] as const).map(
      (kind) => `${dress} ${kind}: ${serializeXml(buildStanza(kind, { ...parts, dress }))}`,
    ),
  )
  expect(shown.join('\n')).toMatchInlineSnapshot(`
    "plain marker: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/></message>
    plain chat-state: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>
    plain body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
    plain presence: <presence from="x@b/c" to="juliet@a"><status>hi</status></presence>
    plain nonza: <r xmlns="urn:xmpp:sm:3"><body>hi</body></r>
    prefixed marker: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><p:displayed xmlns:p="urn:xmpp:chat-markers:0" id="m0"/></message>
    prefixed chat-state: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><p:composing xmlns:p="http://jabber.org/protocol/chatstates"/></message>
    prefixed body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
    prefixed presence: <presence from="x@b/c" to="juliet@a"><status>hi</status></presence>
    prefixed nonza: <r xmlns="urn:xmpp:sm:3"><body>hi</body></r>
    server marker: <message xmlns="jabber:server" type="chat" from="x@b/c" to="juliet@a" id="m1"><displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/></message>
    server chat-state: <message xmlns="jabber:server" type="chat" from="x@b/c" to="juliet@a" id="m1"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>
    server body: <message xmlns="jabber:server" type="chat" from="x@b/c" to="juliet@a" id="m1"><body>hi</body></message>
    server presence: <presence from="x@b/c" to="juliet@a"><status>hi</status></presence>
    server nonza: <r xmlns="urn:xmpp:sm:3"><body>hi</body></r>
    spaced marker: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1">
      <displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/></message>
    spaced chat-state: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1">
      <composing xmlns="http://jabber.org/protocol/chatstates"/></message>
    spaced body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1">
      <body>hi</body></message>
    spaced presence: <presence from="x@b/c" to="juliet@a">
      <status>hi</status></presence>
    spaced nonza: <r xmlns="urn:xmpp:sm:3">
      <body>hi</body></r>
    crowded marker: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><active xmlns="urn:example:foreign"/><displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/><store xmlns="urn:xmpp:hints"/></message>
    crowded chat-state: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><active xmlns="urn:example:foreign"/><composing xmlns="http://jabber.org/protocol/chatstates"/><store xmlns="urn:xmpp:hints"/></message>
    crowded body: <message xmlns="jabber:client" type="chat" from="x@b/c" to="juliet@a" id="m1"><active xmlns="urn:example:foreign"/><body>hi</body><store xmlns="urn:xmpp:hints"/></message>
    crowded presence: <presence from="x@b/c" to="juliet@a"><status>hi</status></presence>
    crowded nonza: <r xmlns="urn:xmpp:sm:3"><body>hi</body></r>"
  `)
})

test('a carbon holds the inner kind, and no payload is none', () => {
  expect(serializeXml(buildStanza('carbon-sent', { ...parts, inner: 'marker' }))).toContain('<displayed')
  expect(serializeXml(buildStanza('omemo', { ...parts, payload: false }))).not.toContain('<payload>')
})
