/** What the demo says of input that is not what it should be: one line each, and an exit code. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { visible } from '../../examples/demo/visible.js'
import { account, demo, enabled, happened, header, log, root, stored } from './run-demo.js'

const event = (members: object, by = account): string => JSON.stringify({ at: 0, account: by, event: members })
const delivery = { key: 'm', stanza: '<message/>' }

describe('a line that is not what the format says', () => {
  it.each([
    ['no JSON', 'nonsense', 'the line: expected one value in JSON'],
    ['a scenario without steps', '{"options":{},"steps":"x"}', 'steps: expected a list'],
    [
      'a scenario with half a step',
      '{"options":{},"steps":[{"op":"bind","sent":[]},{"op":"bind"}]}',
      'steps[1]: expected an object with op, a text, and sent, a list of what was sent',
    ],
    ['no object', '[]', 'the line: expected an object'],
    ['another format', '{"format":"xmpp-push-rules/9"}', 'format: expected one of xmpp-push-rules/1'],
    ['an unknown event', event({ _tag: 'Nonsense' }), 'event._tag: expected one of SessionOpened, SessionClosed, '],
    [
      'an event of a prototype',
      event({ _tag: 'constructor' }),
      'event._tag: expected one of SessionOpened, SessionClosed, ',
    ],
    ['no time', '{"account":"a@b"}', 'at: expected epoch milliseconds, from 0 to 8640000000000000'],
    ['a time that is no date', '{"at":1e300}', 'at: expected epoch milliseconds, from 0 to 8640000000000000'],
    [
      'a bad JID',
      event({ _tag: 'SessionOpened', resource: 'r' }, 'juliet@'),
      'account: expected the bare JID of a user; empty-part in the domainpart',
    ],
    [
      'no bare JID',
      event({ _tag: 'SessionOpened', resource: 'r' }, 'localhost'),
      'account: expected the bare JID of a user; not-bare in the localpart',
    ],
    [
      'a queue that is no list',
      event({ _tag: 'AckDelayed', resource: 'r', queue: delivery }),
      'event.queue: expected a list',
    ],
    [
      'a queue with something else in it',
      event({ _tag: 'AckDelayed', resource: 'r', queue: [delivery, { key: 'm' }] }),
      'event.queue[1].stanza: expected XML as text',
    ],
    ['no resource', event({ _tag: 'SessionOpened' }), 'event.resource: expected a text'],
    [
      'XML that is none',
      event({ _tag: 'IqReceived', resource: 'r', iq: '<iq>' }),
      'event.iq: expected XML as XMPP allows it; at line 1, column 5 the text ends before ',
    ],
    [
      'options out of range',
      JSON.stringify({ ...header, options: { push_max_devices: 0 } }),
      'options.push_max_devices: expected ',
    ],
    [
      'what no server sends',
      JSON.stringify({ at: 0, account, sent: '<message/>' }),
      'sent: expected a publish or a reply',
    ],
  ])('is named: %s, and the rest goes on', (_, line, why) => {
    const { status, out, err } = demo(['-'], `${JSON.stringify(header)}\n${line}\n${log(...enabled, stored(1000))}`)
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(`-:2: ${why}`)])
    expect(out).toContain('[TRG-1 IMP SUM-3]')
    expect(status).toBe(2)
  })

  it('is named where no header is before it', () => {
    const { status, err } = demo(['-'], log(...enabled, stored(1000)))
    expect(err).toBe('-:1: no header before it: a log begins with {"format":"xmpp-push-rules/1"}\n')
    expect(status).toBe(2)
  })

  it('is named where time goes back, once for each time', () => {
    const lines = log(header, ...enabled, stored(5000), stored(2000, 'm2'), stored(2500, 'm3'))
    const { status, out, err } = demo(['-'], lines)
    expect(err).toBe('-:5: time goes back by 3000 ms\n')
    expect(out).toContain('m3  [TRG-1 IMP SUM-3]')
    expect(status).toBe(2)
  })

  it('may be of another server, at an earlier time', () => {
    expect(demo(['-'], log(header, ...enabled, stored(5000), header, ...enabled))).toMatchObject({ status: 0, err: '' })
  })
})

describe('a file', () => {
  it('may begin with a byte order mark, end its lines in both ways, and hold line separators', () => {
    const first = happened(0, { _tag: 'SessionOpened', resource: 'a\u2028b' })
    const { status, err } = demo(['-'], `\ufeff${JSON.stringify(header)}\r\n${JSON.stringify(first)}\r\n`)
    expect({ status, err }).toEqual({ status: 0, err: '' })
  })

  it.each([
    ['examples', 'examples: is a directory\n'],
    ['no-such.ndjson', 'no-such.ndjson: no such file\n'],
    ['no\u202esuch', 'no\\u{202e}such: no such file\n'],
  ])('that cannot be read is named: %s, and the next one is read', (file, said) => {
    const { status, out, err } = demo(['--summary', file, 'examples/recorded-session.ndjson'])
    expect(err).toBe(said)
    expect(out).toContain('on 1 server')
    expect(status).toBe(2)
  })
})

describe('the command line', () => {
  it.each(['-h', '--help'])('has a usage: %s', (option) => {
    const { status, out } = demo([option])
    expect(out).toContain('Exit code: 0; 1 if a difference')
    expect(status).toBe(0)
  })

  it.each(['--nonsense', '-x', '--xml=1'])('refuses an option that is none in one line: %s', (option) => {
    const { status, out, err } = demo([option])
    expect(err).toMatch(/^demo: .*\(--help says what there is\)\n$/u)
    expect(out).toBe('')
    expect(status).toBe(2)
  })

  it('stops quietly when nobody reads on', () => {
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', '"$0" --import tsx examples/demo/main.ts --steps | head -1; echo "${PIPESTATUS[0]}"', process.execPath],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    )
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([expect.stringContaining('SessionOpened'), '0'])
  })
})

describe('what a client chose', () => {
  const evil = 'a\u001b[2J\u202eb\u2066c\u0007\nd\u009b'
  const shown = 'a\\u{1b}[2J\\u{202e}b\\u{2066}c\\u{7}\\u{a}d\\u{9b}'

  it('is written out where it could paint, hide or turn round what is shown', () => {
    expect(visible(evil)).toBe(shown)
    expect(visible('Ünïcödé 🙂 שלום')).toBe('Ünïcödé 🙂 שלום')
    expect(visible('\ud800')).toBe('\\u{d800}')
  })

  it('does so wherever it stands', () => {
    const node = evil.replaceAll('\u001b', '').replaceAll('\u0007', '')
    const enable = `<iq type='set' id='${node}'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='${node}'/></iq>`
    const { out, err } = demo(
      ['--xml', '-'],
      log(
        header,
        happened(0, { _tag: 'SessionOpened', resource: evil }),
        happened(0, { _tag: 'IqReceived', resource: evil, iq: enable }),
        stored(1000, evil, `<message><body>${node}</body></message>`),
        happened(1000, { _tag: 'TimerFired', timer: evil }),
        happened(1000, { _tag: evil }),
      ),
    )
    expect(out).toContain(`StoredOffline juliet@localhost ${shown}`)
    expect(out).toContain('push   push.example a[2J\\u{202e}b')
    expect(err).toMatch(/^-:6: event\._tag: expected one of SessionOpened, [A-Za-z, ]+\n$/u)
    expect(out.replaceAll('\n', '') + err.trimEnd()).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
  })
})
