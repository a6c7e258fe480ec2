/** SUM-5, SUM-6, SEAL: what a push service learns does not depend on what it must not know. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Effect, type Options, publishText, sealedText } from 'xmpp-push-rules'
import { anyOptions, counting } from '../support/options.js'
import type { Private, Veil } from '../support/kinds.js'
import { anyTrace, play, type Trace } from '../support/trace.js'
import {
  body,
  carbon,
  chat,
  delivery,
  el,
  enableIq,
  JULIET,
  message,
  on,
  only,
  published,
  ringing,
  roomMessage,
  runWith,
  SERVICE,
} from '../support/fixtures.js'

/** Other texts, as empty or not; other senders, each its own; other ids of calls. */
const otherText: Veil = (hidden) => ({ ...hidden, text: `other ${hidden.text.length}` })
const otherSender: Veil = ({ from, ...hidden }) => ({
  ...hidden,
  from: `o${from.toLowerCase().replaceAll(/[^a-z]/gu, '-')}@elsewhere.example/r`,
})
const otherCall: Veil = (hidden) => ({ ...hidden, call: `other-${hidden.call}` })
const all: Veil = (hidden: Private) => otherCall(otherSender(otherText(hidden)))

/** All that leaves the server for a push service; a ciphertext tells nothing but its length. */
const sent = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  published(effects).map((effect) =>
    effect._tag === 'Publish' ? publishText('1')(effect) : sealedText('1', { iv: 'iv', data: 'data' })(effect),
  )

const payloads = (
  chosen: Options,
  trace: Trace,
  veil?: Veil,
  which: (effects: ReadonlyArray<Effect>) => ReadonlyArray<Effect> = (effects) => effects,
) => play(chosen, trace, veil).map(({ effects }) => sent(which(effects)))

const seen = counting()

/** How many of the traces sent something at all: a law about nothing would hold as well. */
const holds = (
  fixed: Partial<Options>,
  veil: Veil,
  which: (effects: ReadonlyArray<Effect>) => ReadonlyArray<Effect> = (effects) => effects,
): number => {
  let told = 0
  fc.assert(
    fc.property(anyOptions, anyTrace, (drawn, trace) => {
      const chosen = { ...drawn, ...fixed }
      seen.see(drawn)
      const plain = payloads(chosen, trace, undefined, which)
      expect(payloads(chosen, trace, veil, which)).toEqual(plain)
      told += plain.some((texts) => texts.length > 0) ? 1 : 0
    }),
    { numRuns: 150 },
  )
  return told
}

describe('SUM-5: non-interference, with every option at every value', () => {
  it('with includeBody off no payload depends on the text of a body', () => {
    expect(holds({ includeBody: false }, otherText)).toBeGreaterThan(20)
  })

  it('with includeSender off no payload depends on the sender', () => {
    expect(holds({ includeSender: false }, otherSender)).toBeGreaterThan(20)
  })

  it('with both off, on neither, nor on the id of a call where nobody asked for it', () => {
    const off = {
      includeBody: false,
      includeSender: false,
      extensions: ['filters', 'priority', 'encrypt', 'away'],
    } as const
    expect(holds(off, all)).toBeGreaterThan(20)
  })

  it('every value of every option was drawn', () => {
    expect(seen.left()).toEqual([])
  })

  it('and with them on they do, else these laws would say nothing', () => {
    const both = { includeBody: true, includeSender: true }
    const one = (stanza: ReturnType<typeof chat>): ReadonlyArray<string> =>
      sent(runWith(both)(on.enabled('phone'), on.stored(delivery('m', stanza))).last)
    expect(one(chat('a'))).not.toEqual(one(chat('b')))
    expect(one(chat('a'))).not.toEqual(one(message({ from: 'else@where.example' }, body('a'))))
  })

  it('a carbon whose sender is the own bare JID is told apart: it is the message inside that counts', () => {
    const off = { includeBody: false, includeSender: false }
    const one = (from: string): unknown =>
      sent(runWith(off)(on.enabled('phone'), on.stored(delivery('m', carbon('received', chat(), { from })))).last)
    expect(one(JULIET)).not.toEqual(one('mallory@evil.example'))
    expect(one('nurse@capulet.example')).toEqual(one('mallory@evil.example'))
  })
})

describe('SUM-5: what waits, and what is remembered', () => {
  it('state does not depend on what may not be shown, but for what filters, seals and calls need', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (drawn, trace) => {
        const off: Options = { ...drawn, includeBody: false, includeSender: false, callEnds: 'never', extensions: [] }
        const states = (veil?: Veil): unknown =>
          play(off, trace, veil).map(({ after }) =>
            JSON.stringify(after, (name, value: unknown) => (name === 'call' || name === 'from' ? undefined : value)),
          )
        expect(states(all)).toEqual(states())
      }),
      { numRuns: 80 },
    )
  })
})

describe("SUM-6: with quietSummary 'count' the push of an unimportant stanza depends on neither", () => {
  it('whatever else is shown', () => {
    const quietly = (effects: ReadonlyArray<Effect>): ReadonlyArray<Effect> =>
      published(effects).filter(({ decision, _tag }) => decision.importance === 'unimportant' && _tag === 'Publish')
    const fixed = {
      quietSummary: 'count',
      includeBody: true,
      includeSender: true,
      extensions: ['filters', 'priority'],
    } as const
    expect(holds(fixed, all, quietly)).toBeGreaterThan(20)
  })
})

describe('SEAL: without the key nothing of body, sender, room or call is in the iq', () => {
  const sealed = (effects: ReadonlyArray<Effect>): ReadonlyArray<Effect> => only(effects, 'PublishSealed')

  it('whatever the options', () => {
    const fixed = {
      extensions: ['encrypt', 'jingle', 'priority'],
      services: 'any',
      maxFormBytes: 8192,
      provisioned: true,
    } as const
    expect(holds(fixed, all, sealed)).toBeGreaterThan(4)
  })

  it('and no word of the stanza', () => {
    const { effects } = runWith({ extensions: ['encrypt', 'jingle'], includeBody: true, includeSender: true })(
      on.sent(
        'x',
        enableIq(
          { jid: SERVICE, node: 'n1' },
          el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm' }, 'MDEyMzQ1Njc4OWFiY2RlZg=='),
          el('jingle', { xmlns: 'tigase:push:jingle:0' }),
        ),
      ),
      on.stored(delivery('a', roomMessage(body('secret words')))),
      on.stored(ringing('b')),
    )
    expect(sent(effects)).toHaveLength(2)
    expect(sent(effects).join('')).not.toMatch(/secret|words|romeo|garden|montague|c1|audio|propose|MDEy/i)
  })
})
