import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { parseXml } from 'xmpp-push-rules/xml'
import { seal } from '../../examples/host/seal.js'
import { openSealed, sealKey } from '../../examples/live/sealed.js'
import { showView, viewPublish } from '../../examples/live/wire.js'

const iv = Buffer.alloc(12, 7)
const sealed = (plaintext: string): string => seal({ secret: sealKey, plaintext }, iv).data
const text = '{"unread":1,"media":["video","audio"],"message":"hi"}'
const base64 = iv.toString('base64')

const withTag = (data: string, tag: Buffer): string =>
  Buffer.concat([Buffer.from(data, 'base64').subarray(0, -16), tag]).toString('base64')

test('members come by name, and the media of a call in any order', () => {
  const opened = openSealed(base64, sealed(text), 'voip')
  expect(opened).toEqual({
    isVoip: true,
    hasTag: true,
    members: { media: ['audio', 'video'], message: 'hi', unread: 1 },
  })
  expect(Object.keys(opened.members ?? {})).toEqual(['media', 'message', 'unread'])
})

test('without a tag it is opened unchecked, and that is said', () => {
  expect(openSealed(base64, withTag(sealed(text), Buffer.alloc(16)), undefined)).toMatchObject({
    hasTag: false,
    members: { message: 'hi' },
  })
})

test('a wrong tag, another key and what is no JSON are not read', () => {
  expect(openSealed(base64, withTag(sealed(text), Buffer.alloc(16, 1)), undefined).members).toBeUndefined()
  const other = seal({ secret: Buffer.alloc(16, 9).toString('base64'), plaintext: text }, iv).data
  expect(openSealed(base64, other, undefined).members).toBeUndefined()
  expect(openSealed(base64, sealed('hello'), undefined).members).toBeUndefined()
})

test('a publish is shown with its priority and what is sealed in it', () => {
  const iq = parseXml(
    `<iq to='push.example'><pubsub><publish node='n'><item><notification xmlns='urn:xmpp:push:0'>` +
      `<encrypted xmlns='tigase:push:encrypt:0' iv='${base64}'>${sealed(text)}</encrypted>` +
      `<priority xmlns='tigase:push:priority:0'>high</priority></notification></item></publish></pubsub></iq>`,
  )
  if (E.isLeft(iq)) throw new Error(iq.left.code)
  const shown = showView(viewPublish(iq.right))
  expect(shown).toContain('priority high')
  expect(shown).toContain('"message":"hi"')
})
