/** SUM-5, SUM-6: what each option reveals, found by trying every value of it, and the README's table held to that. */
import { describe, expect, it } from 'vitest'
import { type Options, publishText, sealedText } from 'xmpp-push-rules'
import { VALUES } from '../support/options.js'
import { rows } from '../support/readme.js'
import { type Private, SHAPES } from '../support/kinds.js'
import { WISHES } from '../support/trace.js'
import { delivery, enableIq, on, published, ROMEO, runWith, SERVICE } from '../support/fixtures.js'

const PLAIN: Private = { text: 'Wherefore art thou?', from: ROMEO, call: 'c1' }
const OTHER: Readonly<Record<string, Private>> = {
  text: { ...PLAIN, text: 'Good night, good night!' },
  sender: { ...PLAIN, from: 'nurse@capulet.example/attic' },
  call: { ...PLAIN, call: 'c2' },
}

/** What devices that asked for everything but a seal, and for a seal, get for every kind of stanza; quietly, or all. */
const sent = (partial: Partial<Options>, hidden: Private, kinds: 'all' | 'unimportant'): ReadonlyArray<string> => {
  const seal = WISHES.filter(({ name }) => name === 'encrypt')
  const rest = WISHES.filter(({ name }) => name !== 'encrypt')
  const { effects } = runWith(partial)(
    on.sent('x', enableIq({ jid: SERVICE, node: 'a' }, ...rest)),
    on.sent('y', enableIq({ jid: SERVICE, node: 'b' }, ...seal)),
    ...SHAPES.map((shape, index) => on.stored(delivery(`m${index}`, shape(hidden)))),
  )
  return published(effects).flatMap((effect) =>
    kinds === 'unimportant' && effect.decision.importance === 'important'
      ? []
      : [effect._tag === 'Publish' ? publishText('1')(effect) : sealedText('1', { iv: 'iv', data: 'data' })(effect)],
  )
}

/** Option by option what some value of it reveals over a base, of what the base itself does not. */
const found = (
  base: Partial<Options>,
  kinds: 'all' | 'unimportant' = 'all',
): Readonly<Record<string, ReadonlyArray<string>>> => {
  const told = (partial: Partial<Options>): ReadonlyArray<string> => {
    const plain = sent(partial, PLAIN, kinds).join('\n')
    return Object.keys(OTHER).filter((what) => sent(partial, OTHER[what] ?? PLAIN, kinds).join('\n') !== plain)
  }
  const known = told(base)
  return Object.fromEntries(
    Object.entries(VALUES).flatMap(([option, values]) => {
      const all = values.flatMap((value) => told({ ...base, [option]: value }))
      const more = [...new Set(all)].filter((what) => !known.includes(what))
      return more.length === 0 ? [] : [[option, more]]
    }),
  )
}

describe('what each option reveals', () => {
  const alone = found({})
  const beside = found({ includeBody: true, includeSender: true }, 'unimportant')

  it('SUM-2, SUM-3, JIN-1: of body, sender and calls only these, each on its own', () => {
    expect(alone).toEqual({ includeBody: ['text'], includeSender: ['sender'], extensions: ['call'] })
  })

  it("SUM-6: of unimportant stanzas, where both are shown, only quietSummary 'full'", () => {
    expect(beside).toEqual({ quietSummary: ['text', 'sender'], extensions: ['call'] })
  })

  it('the README says of no other option that it shows any of that, and of these it does', () => {
    const cells = Object.fromEntries(rows('## Options').map(([option = '', , , reveals = '']) => [option, reveals]))
    expect(cells['includeBody']).toMatch(/text/u)
    expect(cells['includeSender']).toMatch(/who wrote/u)
    expect(cells['quietSummary']).toMatch(/sender and body/u)
    expect(cells['extensions']).toMatch(/calls/u)
    const harmless = Object.keys(VALUES).filter((option) => !(option in alone) && !(option in beside))
    const modifiers = ['importantBody', 'maxBodyChars', 'senderJid', 'importance', 'understands']
    expect(
      harmless.filter((option) => !modifiers.includes(option) && /text|sender|who/u.test(cells[option] ?? '?')),
    ).toEqual([])
  })
})
