/**
 * EXT, PRI, JIN: what a client asks for when it enables.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { attr, textOf } from '../../xml/query.js'
import { all, answered, everyPush, noPush, POLICY_VIOLATION, pushes, that } from '../expect.js'
import { fixed, forAll, type Law } from '../law.js'
import { namesIn } from '../observe.js'
import { closes, delivery, JULIET, look, opens, PHONE, stored } from '../stage.js'
import { body, chat, message, propose, typing } from '../stanzas.js'
import { inNotification, asking, goneWith, law, muted } from './extension-requests.js'

const seal = (alg: string, key: string): XmlElement => el('encrypt', { xmlns: NS.encrypt, alg }, [key])

/** EXT-1, EXT-2, PRI-1, JIN-1. */
export const extensions: ReadonlyArray<Law> = [
  fixed(
    law('passed-over', ['EXT-1'], 'What is not read of a request is passed over, never refused.', {
      options: { extensions: [] },
    }),
    ...goneWith(
      muted('nurse@verona.example'),
      seal('rot13', 'short'),
      el('unheard-of', { xmlns: 'urn:example:other' }),
    ),
    stored(delivery('k1', chat()), pushes(PHONE)),
  ),
  fixed(
    law('announced', ['EXT-2', 'DSC-1'], "The account's disco#info names what is on.", {
      needs: ['disco'],
      options: { extensions: ['filters', 'priority', 'jingle', 'encrypt', 'away'] },
    }),
    opens('phone'),
    look(
      that('every extension is announced', ({ inspected: { features } }) =>
        [
          NS.push,
          NS.ignoreUnknown,
          NS.muted,
          NS.groupchatFilter,
          NS.priority,
          NS.pushJingle,
          NS.encrypt,
          NS.encryptAes128Gcm,
          NS.away,
        ].every((feature) => features?.includes(feature) === true),
      ),
    ),
  ),
  forAll(
    law('priority', ['PRI-1'], 'A device that asks for it is told the priority, after the form.', {
      options: { extensions: ['priority'] },
    }),
    { loud: fc.boolean() },
    ({ loud }) => [
      ...goneWith(el('priority', { xmlns: NS.priority })),
      stored(
        delivery('k1', loud ? chat() : typing()),
        all(
          pushes(PHONE),
          everyPush(`the priority ${loud ? 'high' : 'low'}`, (push) => {
            const found = inNotification(push, 'priority', NS.priority)
            return found !== undefined && textOf(found) === (loud ? 'high' : 'low')
          }),
          everyPush('the form before the priority', (push) => {
            const names = namesIn(push, 'notification') ?? []
            return names.indexOf(`{${NS.dataForms}}x`) < names.indexOf(`{${NS.priority}}priority`)
          }),
        ),
      ),
    ],
  ),
  fixed(
    law('jingle', ['JIN-1'], "A device that asks for it is told a call's action, id and media.", {
      options: { extensions: ['jingle'] },
    }),
    ...goneWith(el('jingle', { xmlns: NS.pushJingle })),
    stored(
      delivery('k1', message([propose()])),
      all(
        pushes(PHONE),
        everyPush('the call', (push) => {
          const found = inNotification(push, 'jingle', NS.pushJingle)
          return found !== undefined && attr(found, 'action') === 'propose' && attr(found, 'sid') === 'call-1'
        }),
      ),
    ),
    stored(
      delivery('k2', chat()),
      all(
        pushes(PHONE),
        everyPush('no call', (push) => inNotification(push, 'jingle', NS.pushJingle) === undefined),
      ),
    ),
  ),
  fixed(
    law('bounded', ['EXT-1', 'REG-10'], 'Settings beyond the bound are refused, and nothing is kept of the request.', {
      needs: ['offline', 'options:maxFormBytes'],
      options: { extensions: ['filters'], maxFormBytes: 300 },
    }),
    opens('gone'),
    asking(
      [muted(...Array.from({ length: 20 }, (_, index) => `somebody-${index}@far.example`))],
      answered(POLICY_VIOLATION),
    ),
    closes('gone'),
    stored(delivery('k1', chat()), noPush),
  ),
  fixed(
    law('replaced-whole', ['EXT-1', 'REG-4'], 'Enabling again replaces all that was asked for.', {
      options: { extensions: ['filters'] },
    }),
    ...goneWith(muted('nurse@verona.example')),
    stored(delivery('k1', chat()), noPush),
    ...goneWith(),
    stored(delivery('k2', chat()), pushes(PHONE)),
    stored(delivery('k3', message([body('Hi')], { from: JULIET })), pushes(PHONE)),
  ),
]
