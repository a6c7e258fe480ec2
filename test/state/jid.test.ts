import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type BareJid, emptyAccount, parseBareJid, parseJid, restoreAccount } from 'xmpp-push-rules'
import { bareOf, domainOf, isJid, isOfAccount, isSameJid, parsePayloadJid, resourceOf } from '../../src/state/jid.js'

// no fixtures here: they are made with what is tested, and fail before any test can
const juliet = 'juliet@capulet.example' as BareJid

describe('RFC 7622', () => {
  it.each([
    ['Romeo@Montague.Example/Orchard', 'romeo@montague.example/Orchard'],
    ['PUSH.example', 'push.example'],
    ['push.example.', 'push.example'],
    ['push.example./r', 'push.example/r'],
    ['a@b/c@d/e', 'a@b/c@d/e'],
    ['push.example/ ', 'push.example/ '],
    ['[::1]', '[::1]'],
    ['ÉCOLE@ÉCOLE.example', 'école@école.example'],
    ['constructor@__proto__/toString', 'constructor@__proto__/toString'],
    ['push.example/\u{1f600}', 'push.example/\u{1f600}'],
  ])('%s is %s', (text, normal) => {
    expect(parseJid(text)).toEqual(E.right(normal))
    expect(parseJid(normal)).toEqual(E.right(normal))
  })

  it.each([
    ['', 'empty-part', 'domainpart'],
    ['.', 'empty-part', 'domainpart'],
    ['@b', 'empty-part', 'localpart'],
    ['a@', 'empty-part', 'domainpart'],
    ['a@b/', 'empty-part', 'resourcepart'],
    ['/r', 'empty-part', 'domainpart'],
    ['/', 'empty-part', 'domainpart'],
    ['a b@c', 'forbidden-character', 'localpart'],
    ['a"@c', 'forbidden-character', 'localpart'],
    ['a@b@c', 'forbidden-character', 'domainpart'],
    ['.b', 'forbidden-character', 'domainpart'],
    ['a..b', 'forbidden-character', 'domainpart'],
    ['<b>', 'forbidden-character', 'domainpart'],
    ['[::1', 'forbidden-character', 'domainpart'],
    ['push.example..', 'forbidden-character', 'domainpart'],
    ['a\u2028b..c', 'forbidden-character', 'domainpart'],
    ['b/\n', 'forbidden-character', 'resourcepart'],
    ['b/\ud800', 'forbidden-character', 'resourcepart'],
    ['b/\uffff', 'forbidden-character', 'resourcepart'],
    [`${'a'.repeat(1024)}@b`, 'too-long', 'localpart'],
    ['é'.repeat(512), 'too-long', 'domainpart'],
    [`b/${'\u{1f600}'.repeat(256)}`, 'too-long', 'resourcepart'],
    [`b/${'\ud83d'.repeat(400)}`, 'too-long', 'resourcepart'],
  ])('%j: %s in the %s', (text, code, part) => {
    expect(parseJid(text)).toEqual(E.left({ _tag: 'JidError', code, part }))
  })

  it('a part of exactly 1023 octets is none too long', () => {
    for (const text of [`${'a'.repeat(1023)}@b`, `b/${'語'.repeat(341)}`, `b/${'\u{1f600}'.repeat(255)}abc`]) {
      expect(parseJid(text)).toEqual(E.right(text))
    }
  })
})

describe('an account', () => {
  it('has the bare JID of a user, normalised', () => {
    expect(emptyAccount('Juliet@Capulet.EXAMPLE.')).toMatchObject({
      right: { jid: juliet, registrations: [], sessions: {} },
    })
    expect(parseBareJid('juliet@capulet.example/phone')).toMatchObject({
      left: { code: 'not-bare', part: 'resourcepart' },
    })
    expect(emptyAccount('capulet.example')).toMatchObject({ left: { code: 'not-bare', part: 'localpart' } })
    expect(emptyAccount('')).toMatchObject({ left: { code: 'empty-part' } })
  })

  it('compares JIDs from the wire', () => {
    expect(domainOf(juliet)).toBe('capulet.example')
    expect(['a@b/c/d', 'a@b', '/c'].map(bareOf)).toEqual(['a@b', 'a@b', ''])
    expect(isJid('JULIET@capulet.example', juliet)).toBe(true)
    expect(isJid(undefined, juliet)).toBe(false)
    expect(isJid('juliet@capulet.example/', juliet)).toBe(false)
    expect(isJid('juliet@capulet.example/x', juliet)).toBe(false)
    expect(isOfAccount('JULIET@capulet.example/x/y', juliet)).toBe(true)
    expect(isOfAccount('juliet@capulet.example.evil', juliet)).toBe(false)
    expect(isOfAccount(undefined, juliet)).toBe(false)
  })

  it('the parts of a JID', () => {
    expect(['a@b/c/d', 'a@b', 'b/'].map(resourceOf)).toEqual(['c/d', '', ''])
    expect(isSameJid('A@b/x', 'a@B./x')).toBe(true)
    expect(isSameJid('a@b/x', 'a@b/X')).toBe(false)
    expect(isSameJid('not a jid', 'not a jid')).toBe(true)
  })
})

describe('what is no text at all', () => {
  it.each([undefined, null, 1, {}, [], ['a@b']])('%j is no JID, and no exception', (value) => {
    const none = E.left({ _tag: 'JidError', code: 'not-text', part: 'domainpart' })
    for (const parse of [parseJid, parseBareJid, parsePayloadJid]) expect(parse(value as never)).toEqual(none)
    expect(emptyAccount(value as never)).toEqual(none)
    expect(restoreAccount(value as never, [])).toEqual(none)
  })
})

describe('REG-1: a JID that is payload', () => {
  it.each([
    'push\u3002example',
    '\uff50ush.example',
    'pu\u00adsh.example',
    'push\u200b.example',
    'a@push\u200b.example/r',
  ])('%j was prepared by nobody', (text) => {
    expect(parsePayloadJid(text)).toEqual(E.left({ _tag: 'JidError', code: 'not-prepared', part: 'domainpart' }))
  })

  it('its case is prepared here, as that of any JID', () => {
    expect(parsePayloadJid('A@PUSH.Example/R')).toEqual(E.right('a@push.example/R'))
    expect(parsePayloadJid('@')).toEqual(parseJid('@'))
  })
})
