import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { account, demo, enabled, happened, header, iq, log, push, recorded, reply, root, stored } from './run-demo.js'

describe('the demo beside mod_cloud_notify', () => {
  it('explains every difference to the captured scenarios', () => {
    const { status, out } = demo([])
    const scenarios = readFileSync(`${root}examples/mod_cloud_notify.ndjson`, 'utf8').trim().split('\n')
    expect(scenarios).toHaveLength(80)
    expect(out).toContain('2846 steps on 80 servers')
    expect(out).toContain('2703  steps agree')
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(status).toBe(0)
  })

  it('explains every difference to the recorded session, and names the type of FORM_TYPE', () => {
    const { status, out } = demo(['--summary', 'examples/recorded-session.ndjson'])
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(out).toMatch(/[1-9]\d* {2}steps agree/u)
    expect(out).toMatch(/ 8 {6}the FORM_TYPE of publish options goes out hidden/u)
    expect(status).toBe(0)
  })

  it('explains what Prosody made of requests that the library refuses, and what they left behind', () => {
    const { status, out } = demo(['--summary', 'test/examples/fixtures/prosody-requests.ndjson'])
    const counted = [...out.matchAll(/^ +(\d+) {6}(.*)$/gmu)].map(([, times, title]) => [Number(times), title])
    expect(counted).toEqual([
      [2, 'disabling the empty node disables every node of the service'],
      [5, 'a push service is a JID, and not the own one'],
      [2, 'publish options are the form that says so, else the one that says nothing'],
      [1, 'the FORM_TYPE of publish options goes out hidden'],
      [2, 'a get is not allowed, and another child of the namespace is not implemented'],
    ])
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(status).toBe(0)
  })

  it('agrees with a recorded server that does the same', () => {
    const { status, out } = demo(['-'], log(recorded, ...enabled, reply(0, '1'), stored(1000), push(1000)))
    expect(out).toMatch(/ 3 {2}steps agree/u)
    expect(status).toBe(0)
  })

  it.each([
    ['a push that should not be', [reply(0, '1'), stored(1000), push(1000), push(1000, 'other')]],
    ['a push that is missing', [reply(0, '1'), stored(1000)]],
    ['a push with another body', [reply(0, '1'), stored(1000), push(1000, 'n', 'hi')]],
    ['a reply that is missing', [stored(1000), push(1000)]],
    ['a reply to nobody', [reply(0, '1'), reply(0, '2'), stored(1000), push(1000)]],
  ])('fails for %s', (_, lines) => {
    const { status, out } = demo(['-'], log(recorded, ...enabled, ...lines))
    expect(out).toMatch(/[1-9] {2}UNEXPLAINED/u)
    expect(status).toBe(1)
  })

  it('does not take a reply for another: an error that no request explains is a fault', () => {
    const refused = {
      at: 0,
      account,
      sent: `<iq type='error' to='${account}/r' id='1'><error type='cancel'><service-unavailable/></error></iq>`,
    }
    const { status, out } = demo(['-'], log(recorded, ...enabled, refused))
    expect(out).toContain('module:  cancel/service-unavailable to juliet@localhost/r, id 1')
    expect(status).toBe(1)
  })

  it('deviation 14: a registration that was removed and is enabled again is told again', () => {
    const disable = iq(2000, '2', "<disable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>")
    const again = iq(3000, '3', "<enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>")
    const { status, out } = demo(
      ['-'],
      log(
        recorded,
        ...enabled,
        reply(0, '1'),
        stored(1000),
        push(1000),
        disable,
        reply(2000, '2'),
        again,
        reply(3000, '3'),
        stored(4000),
      ),
    )
    expect(out).toContain('14. a registration that was removed and is enabled again is a new one')
    expect(status).toBe(0)
  })

  it('a carbon from a stranger: the module judges the message inside', () => {
    const forged =
      "<message from='mallory@localhost/x'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>" +
      "<message xmlns='jabber:client'><body>hi</body></message></forwarded></received></message>"
    const { status, out } = demo(
      ['-'],
      log(recorded, ...enabled, reply(0, '1'), stored(1000, 'm1', forged), push(1000)),
    )
    expect(out).toContain('1      only a carbon from the account itself is one')
    expect(status).toBe(0)
  })

  it('several bodies: the module reads the first one, empty or not', () => {
    const stanza = "<message from='romeo@localhost'><body xml:lang='de'/><body>hi</body></message>"
    const { status, out } = demo(
      ['-'],
      log(recorded, ...enabled, reply(0, '1'), stored(1000, 'm1', stanza), push(1000, 'n', '')),
    )
    expect(out).toContain('1      of several bodies the first one that is not empty counts')
    expect(status).toBe(0)
  })

  it('an archived message to a domain: the module takes it for one to the user, the library does not', () => {
    const opened = happened(0, { _tag: 'SessionOpened', resource: 'other' })
    const closed = happened(500, { _tag: 'SessionClosed', resource: 'r' })
    const archived = (to: string): unknown =>
      happened(1000, {
        _tag: 'Archived',
        delivery: { key: 'm1', stanza: `<message to='${to}' from='${account}/r'><body>hi</body></message>` },
      })
    const lines = [recorded, ...enabled, reply(0, '1'), opened, closed]
    const toDomain = demo(['-'], log(...lines, archived('localhost'), push(1000)))
    expect(toDomain.out).toContain('1      an archived message counts where it is addressed to the account')
    expect(toDomain.status).toBe(0)
    expect(demo(['-'], log(...lines, archived('romeo@localhost'), push(1000))).status).toBe(1)
  })

  it('a timer that fires while another account is served is late, not another push', () => {
    const other = 'romeo@localhost'
    const asleep = [
      happened(100, { _tag: 'HibernationStarted', resource: 'r', queue: [], resumeTimeoutMs: 60_000 }),
      happened(100, {
        _tag: 'QueuedWhileHibernating',
        resource: 'r',
        delivery: { key: 'm1', stanza: '<message><body>hi</body></message>' },
      }),
    ]
    const asks = "<iq type='set' id='9'><disable xmlns='urn:xmpp:push:0' jid='push.example'/></iq>"
    const elsewhere = [
      { at: 1000, account: other, event: { _tag: 'SessionOpened', resource: 'x' } },
      { at: 1101, account: other, event: { _tag: 'IqReceived', resource: 'x', iq: asks } },
      { at: 1102, account: other, sent: `<iq type='result' to='${other}/x' id='9'/>` },
      { at: 1103, account: other, event: { _tag: 'SessionClosed', resource: 'x' } },
    ]
    const { status, out } = demo(['-'], log(recorded, ...enabled, reply(0, '1'), ...asleep, ...elsewhere, push(1104)))
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(status).toBe(0)
  })
})

describe('what the demo shows', () => {
  it('is push and skip stanza by stanza, with rule ids and, when asked, the XML', () => {
    const { status, out, err } = demo(['--xml', '-'], log(header, ...enabled, stored(1000), stored(2000)))
    expect(out).toContain('push   push.example n  m1  [TRG-1 IMP SUM-3]')
    expect(out).toContain('skip   push.example n  m1  [DUP-1]')
    expect(out).toContain('<publish node="n">')
    expect(out).not.toContain('\u001b')
    expect(err).toBe('')
    expect(status).toBe(0)
  })

  it('is what a session collected although the log ends before its timer', () => {
    const { out } = demo(
      ['-'],
      log(
        header,
        ...enabled,
        happened(400, { _tag: 'HibernationStarted', resource: 'r', queue: [], resumeTimeoutMs: 60_000 }),
        happened(500, {
          _tag: 'QueuedWhileHibernating',
          resource: 'r',
          delivery: { key: 'm1', stanza: '<message><body>hi</body></message>' },
        }),
      ),
    )
    expect(out).toContain('[TRG-6 IMP SUM-3]')
  })

  it('is what a host has to seal', () => {
    const key = 'AAECAwQFBgcICQoLDA0ODw=='
    const sealing = iq(
      0,
      '1',
      `<enable xmlns='urn:xmpp:push:0' jid='push.example'><encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm'>${key}</encrypt></enable>`,
    )
    const { out } = demo(
      ['--xml', '-'],
      log({ ...header, options: { extensions: ['encrypt'] } }, enabled[0], sealing, stored(1000)),
    )
    expect(out).toContain('[TRG-1 IMP SEAL]')
    expect(out).toContain('to be sealed: {"unread":1,"sender":"romeo@localhost","type":"chat","message":"hi"}')
  })

  it('is of several files', () => {
    const { out } = demo(['--summary', 'examples/recorded-session.ndjson', 'examples/mod_cloud_notify.ndjson'])
    expect(out).toContain('on 81 servers')
  })
})
