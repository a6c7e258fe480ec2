import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { seal } from '../../examples/host/seal.js'
import { open } from '../../examples/open-sealed.js'

interface Vector {
  readonly secret: string
  readonly iv: string
  readonly plaintext: string
  readonly data: string
}

/**
 * The first two are test cases 1 and 2 of the GCM specification (McGrew and Viega, appendix B): no text, and sixteen zero
 * octets, under a key and an iv of zeros. The others were made with another implementation (OpenSSL by way of Python).
 */
const vectors: ReadonlyArray<Vector> = [
  {
    secret: 'AAAAAAAAAAAAAAAAAAAAAA==',
    iv: 'AAAAAAAAAAAAAAAA',
    plaintext: '',
    data: Buffer.from('58e2fccefa7e3061367f1d57a4e7455a', 'hex').toString('base64'),
  },
  {
    secret: 'AAAAAAAAAAAAAAAAAAAAAA==',
    iv: 'AAAAAAAAAAAAAAAA',
    plaintext: '\0'.repeat(16),
    data: 'A4jazmC2o5LzKMK5cbL+eKtuR9Qs7BO99TpnshJXvd8=',
  },
  {
    secret: 'AAECAwQFBgcICQoLDA0ODw==',
    iv: 'AAECAwQFBgcICQoL',
    plaintext: '{"unread":1,"sender":"romeo@montague.example","type":"chat","message":"Call me but love"}',
    data: '6E7SoBR+ljBp6FCmFNAVZtdDaMRpz4+Zi0SebXkrzBjkw66S2uXPgi2EZYLipfXmte9x0j6lVRNPOlD+iCFzl+lvkit9duhdQlwdfxFfKDkd2KUHZur44IvRpzT0bN2PGm8YIIUReS6a',
  },
  {
    secret: 'EBESExQVFhcYGRobHB0eHw==',
    iv: '////////////////',
    plaintext: '{"unread":7,"sender":"room@muc.example","type":"groupchat","message":"Grüße 🙂","nickname":"Ü"}',
    data: 'TvvBVzvIgbpwzAZ1Qst8zqxQxcbx+ZF2hmfnm+5YOdryBb8aQsg8etzd9gOypAMkMKQTQv2pxsKkYvJCrF/k7NLwXuvWwwWr4h39BbFS63COfggqDl93+Xz88XKXEbDLPEtIfCDQQ9kgk68AEU1FyS+0S+0=',
  },
]

describe.each(vectors)('SEAL: AES-128-GCM with iv $iv', ({ secret, iv, plaintext, data }) => {
  it('makes that of the text', () => {
    expect(seal({ secret, plaintext }, Buffer.from(iv, 'base64'))).toEqual({ iv, data })
  })

  it('makes the text of that', () => {
    expect(open(secret, { iv, data })).toEqual(O.some(plaintext))
  })

  it('opens with no other key, iv, or data: the tag is real', () => {
    const octets = Buffer.from(data, 'base64')
    const flipped = (index: number): string =>
      Buffer.from(octets.map((octet, at) => (at === index ? octet ^ 1 : octet))).toString('base64')
    expect(open('/////////////////////w==', { iv, data })).toEqual(O.none)
    expect(open(secret, { iv: 'AQEBAQEBAQEBAQEB', data })).toEqual(O.none)
    for (const index of octets.keys()) expect(open(secret, { iv, data: flipped(index) })).toEqual(O.none)
    expect(open(secret, { iv, data: octets.subarray(0, -16).toString('base64') })).toEqual(O.none)
    expect(open(secret, { iv, data: '' })).toEqual(O.none)
  })
})
