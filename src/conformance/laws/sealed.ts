/**
 * SEAL: payloads that only the device can read.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { textOf } from '../../xml/query.js'
import { all, answered, everyPush, noPush, pushes } from '../expect.js'
import { fixed, forAll, type Law } from '../law.js'
import type { Push } from '../observe.js'
import { closes, delivery, NURSE, opens, PHONE, stored } from '../stage.js'
import { body, chat, eme, message, propose } from '../stanzas.js'
import { asking, goneWith, inNotification, inRoom, law, ROOM } from './extension-requests.js'

const KEY = 'AAECAwQFBgcICQoLDA0ODw=='
const seal = (alg: string, key: string): XmlElement => el('encrypt', { xmlns: NS.encrypt, alg }, [key])

const texts = (element: XmlElement): ReadonlyArray<string> => [
  ...Object.values(element.attrs).flatMap((value) => value ?? []),
  ...element.children.flatMap((child) => (typeof child === 'string' ? [child] : texts(child))),
]

/** What no one without the key may read. */
const SECRETS = [NURSE, 'nurse@verona.example', ROOM, 'call-1', 'Hello', 'Secret words']

/** What a payload has beside the text, and the tag, at most: a count, a sender, a type. */
const AROUND_THE_TEXT = 200

/** How long the ciphertext of a push is: base64 makes four characters of three octets. */
const sealedOctets = (push: Push): number => {
  const encrypted = inNotification(push, 'encrypted', NS.encrypt)
  return encrypted === undefined ? 0 : Math.floor((textOf(encrypted).replace(/[\s=]/gu, '').length * 3) / 4)
}

/** SEAL. */
export const sealed: ReadonlyArray<Law> = [
  forAll(
    law(
      'sealed/nothing-in-the-open',
      ['SEAL'],
      'Without the key nothing of body, sender, room or call is in the request.',
      {
        options: { extensions: ['encrypt', 'priority', 'jingle'], includeBody: true, includeSender: true },
      },
    ),
    {
      sent: fc.constantFrom(
        chat('Secret words'),
        inRoom('Secret words'),
        message([propose()]),
        message([body('Hello')]),
      ),
    },
    ({ sent }) => [
      ...goneWith(seal('aes-128-gcm', KEY), el('jingle', { xmlns: NS.pushJingle })),
      stored(
        delivery('k1', sent),
        all(
          pushes(PHONE),
          everyPush(
            'a sealed payload and no form',
            (push) =>
              inNotification(push, 'encrypted', NS.encrypt) !== undefined &&
              inNotification(push, 'x', NS.dataForms) === undefined,
          ),
          everyPush('nothing that only the device may read', ({ iq }) => {
            const open = texts(iq)
            return !SECRETS.some((secret) => open.some((text) => text.includes(secret)))
          }),
        ),
      ),
    ],
  ),
  fixed(
    law('sealed/refused', ['SEAL'], 'Another algorithm and a bad key are errors, and nothing is kept of the request.', {
      options: { extensions: ['encrypt'] },
    }),
    opens('gone'),
    asking([seal('aes-256-gcm', KEY)], answered('modify/feature-not-implemented')),
    asking([seal('aes-128-gcm', 'c2hvcnQ=')], answered('modify/bad-request')),
    closes('gone'),
    stored(delivery('k1', chat()), noPush),
  ),
  forAll(
    law(
      'sealed/encrypted-text',
      ['SEAL'],
      "Of a message that the server cannot read either, the device is told the option's text: the ciphertext is as long.",
      { needs: ['offline', 'options:encryptedText'], options: { extensions: ['encrypt'] } },
    ),
    { length: fc.constantFrom(0, 200, 400) },
    ({ length }) => [
      ...goneWith(seal('aes-128-gcm', KEY)),
      stored(
        delivery('k1', message([eme()])),
        all(
          pushes(PHONE),
          everyPush(`a ciphertext of a text of ${length} octets`, (push) => {
            const octets = sealedOctets(push)
            return octets >= length && octets < length + AROUND_THE_TEXT
          }),
        ),
      ),
    ],
    ({ length }) => ({ encryptedText: 'x'.repeat(length) }),
  ),
]
