/** XEP-0428: text for clients that do not know a feature. */
import { describe, expect, it } from 'vitest'
import { judge, type Options, readFacts, type Summary, summarize, type XmlElement } from 'xmpp-push-rules'
import { body, delivery, el, juliet, message, options } from '../support/fixtures.js'

const shown = (partial: Partial<Options>, stanza: XmlElement, counts = {}): Summary =>
  summarize(options(partial))(
    judge(options(partial), readFacts(options(partial))(juliet)(delivery('m', stanza))),
    counts,
  )

describe('SUM-3, XEP-0428: a fallback body never goes out', () => {
  const fallback = (
    feature: string,
    range: Readonly<Record<string, string>> | undefined,
    ...rest: ReadonlyArray<XmlElement>
  ) =>
    message(
      {},
      el(
        'fallback',
        { xmlns: 'urn:xmpp:fallback:0', for: feature },
        ...(range === undefined ? [] : [el('body', range)]),
      ),
      ...rest,
    )
  const bodyIn = (stanza: XmlElement, partial: Partial<Options> = {}): string | undefined =>
    shown({ includeBody: true, ...partial }, stanza).lastMessageBody

  it('of a reply only the quoted range is left out', () => {
    const quoted = fallback('urn:xmpp:reply:0', { start: '0', end: '8' }, body('> Wow!\n\nMe too'))
    expect(bodyIn(quoted)).toBe('Me too')
    expect(bodyIn(quoted, { understands: [] })).toBe('> Wow!\n\nMe too')
    expect(bodyIn(fallback('urn:xmpp:reply:0', undefined, body('all of it')))).toBe('all of it')
  })

  it('ranges are counted in code points', () => {
    expect(bodyIn(fallback('urn:xmpp:reply:0', { start: '0', end: '2' }, body('\u{1f339}\u{1f339}rest')))).toBe('rest')
  })

  it.each([
    'urn:xmpp:reactions:0',
    'urn:xmpp:message-retract:0',
    'urn:xmpp:message-retract:1',
    'urn:xmpp:message-moderate:0',
    'urn:xmpp:message-moderate:1',
    'urn:xmpp:chat-markers:0',
  ])('of %s all of it: the message has no body', (feature) => {
    expect(shown({ includeBody: true }, fallback(feature, undefined, body('This client …')))).toEqual({
      messageCount: 1,
    })
    expect(shown({}, fallback(feature, {}, body('This client …')))).toEqual({ messageCount: 1 })
  })

  it('of files and of features that nobody knows nothing is left out', () => {
    for (const feature of ['urn:xmpp:sfs:0', 'urn:xmpp:unknown:0']) {
      expect(bodyIn(fallback(feature, undefined, body('https://files.example/1')))).toBe('https://files.example/1')
    }
  })

  it('XEP-0424 0.3 wrote no feature: beside an apply-to it is that one’s fallback', () => {
    const applied = el('apply-to', { xmlns: 'urn:xmpp:fasten:0', id: '1' }, el('x', { xmlns: 'urn:other' }))
    const plain = el('fallback', { xmlns: 'urn:xmpp:fallback:0' })
    expect(bodyIn(message({}, applied, plain, body('This client …')))).toBeUndefined()
    expect(bodyIn(message({}, plain, body('This client …')))).toBe('This client …')
  })

  it('several ranges, and what is left of spaces alone is no body', () => {
    const quoting = (...ranges: ReadonlyArray<Readonly<Record<string, string>>>): XmlElement =>
      message(
        {},
        el(
          'fallback',
          { xmlns: 'urn:xmpp:fallback:0', for: 'urn:xmpp:reply:0' },
          ...ranges.map((range) => el('body', range)),
        ),
        body('ab cd ef'),
      )
    expect(bodyIn(quoting({ start: '0', end: '2' }, { start: '3', end: '5' }))).toBe('  ef')
    expect(bodyIn(quoting({ start: '0', end: '2' }, { start: '3' }))).toBeUndefined()
    expect(bodyIn(quoting({ end: '6' }))).toBe('ef')
  })

  it('ranges that are none are passed over', () => {
    for (const range of [{ start: '-1', end: 'x' }, { start: 'x' }, { end: '99999999999' }]) {
      expect(bodyIn(fallback('urn:xmpp:reply:0', range, body('all of it')))).toBe('all of it')
    }
  })
})
