import { describe, expect, it } from 'vitest'
import { escapeText, escapeValue } from '../../src/xml/escape.js'

/* Requests are written with these two alone: what they let through is what a server sends. */

const plain = 'az AZ 09 äЖ語 \u{1f600} .,:;!?()[]{}#%$@*+-_=/\\|~^`'

describe('what is escaped', () => {
  it.each([
    ['&', '&amp;', '&amp;'],
    ['<', '&lt;', '&lt;'],
    ['>', '&gt;', '&gt;'],
    ['"', '"', '&quot;'],
    ["'", "'", '&apos;'],
    ['\t', '\t', '&#x9;'],
    ['\n', '\n', '&#xA;'],
    ['\r', '&#xD;', '&#xD;'],
    ['\0', '\ufffd', '\ufffd'],
    ['\x1f', '\ufffd', '\ufffd'],
    ['\uffff', '\ufffd', '\ufffd'],
    ['\ud83d', '\ufffd', '\ufffd'],
    ['\ude00', '\ufffd', '\ufffd'],
    ['&amp;', '&amp;amp;', '&amp;amp;'],
    ['\u{1f600}<\ud83d', '\u{1f600}&lt;\ufffd', '\u{1f600}&lt;\ufffd'],
  ])('%j is %j in text and %j in a value', (raw, text, value) => {
    expect(escapeText(raw)).toBe(text)
    expect(escapeValue(raw)).toBe(value)
    expect(escapeText(`a${raw}b${raw}`)).toBe(`a${text}b${text}`)
    expect(escapeValue(`a${raw}b${raw}`)).toBe(`a${value}b${value}`)
  })

  it.each(['', plain])('nothing else: %j', (text) => {
    expect([escapeText(text), escapeValue(text)]).toEqual([text, text])
  })
})
