/** Every example in the docstrings of the rules and of the XML entry runs, over the things that a host has at hand. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import * as fp from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import * as library from 'xmpp-push-rules'
import * as log from 'xmpp-push-rules/log'
import * as xml from 'xmpp-push-rules/xml'
import * as jids from '../src/state/jid.js'

const src = fileURLToPath(new URL('../src', import.meta.url))

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('conformance'),
)

/** An example: all up to the next tag, without its imports and without what it says comes out. */
const examplesOf = (file: string): ReadonlyArray<string> =>
  [
    ...readFileSync(`${src}/${file}`, 'utf8').matchAll(
      /@example\n(?<code>.*?)\n \* ?@since|@example\n(?<last>.*?)\n \*\//gsu,
    ),
  ].map(({ groups }) =>
    (groups?.['code'] ?? groups?.['last'] ?? '')
      .split('\n')
      .map((line) => line.replace(/^ \* ?/u, '').replace(/ ?\/\/ .*$/u, ''))
      .filter((line) => line.trim() !== '' && !line.startsWith('import '))
      .join('\n'),
  )

const parsed = (text: string): xml.XmlElement => E.getOrElseW(() => expect.unreachable())(xml.parseXml(text))
const account = E.getOrElseW(() => expect.unreachable())(library.emptyAccount('juliet@capulet.example'))
const juliet = account.jid
const stanza = parsed("<message from='romeo@montague.example/orchard'><body>Hi</body></message>")
const iq = parsed("<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n1'/></iq>")
const request = O.getOrElseW(() => expect.unreachable())(
  library.readRequest({ account: juliet, resource: 'phone' }, iq),
)
const registration: library.Registration = {
  service: 'push.example',
  node: 'n1',
  number: 1,
  publishOptions: O.none,
  enabledAt: 0,
  errors: 0,
}
const { defaultOptions } = library
const facts = library.readFacts(defaultOptions)(juliet)({ stanza, key: 'archive-1' })
const situation = { ...account, registrations: [registration], at: 0 }
const { outcomes } = library.decideStanza(defaultOptions)(
  { trigger: 'stored-offline', stanza: { key: 'archive-1', facts: () => facts } },
  situation,
)
const decision = outcomes[0]?.decision
const [[publish]] = library.step(defaultOptions)({ _tag: 'PingRequested', at: 0 })({
  ...account,
  registrations: [registration],
})
const effect = { ...publish, _tag: 'PublishSealed', secret: 'MDEyMzQ1Njc4OWFiY2RlZg==', plaintext: '{}', voip: false }

/** What a host has at hand, by the names that the examples use. */
const context: Readonly<Record<string, unknown>> = {
  ...library,
  ...xml,
  ...log,
  ...fp,
  O,
  E,
  account,
  juliet,
  stanza,
  message: stanza,
  iq,
  request: E.isRight(request) ? request.right : expect.unreachable(),
  registration,
  registrations: [registration],
  facts,
  judged: library.judge(defaultOptions, facts),
  situation,
  decision,
  publish,
  effect,
  effects: [publish],
  text: '',
  reply: library.replyTo({ account: juliet, resource: 'phone' }, iq),
  extensions: stanza,
  key: 'archive-1',
  at: 0,
  options: defaultOptions,
  event: { _tag: 'SessionOpened', at: 0, resource: 'phone' },
  row: JSON.stringify([registration]),
  send: (text: unknown) => text,
  seal: () => ({ iv: 'aXY=', data: 'ZGF0YQ==' }),
  randomUUID: () => 'ce0f',
  splitJid: jids.splitJid,
  parsePayloadJid: jids.parsePayloadJid,
}

const run = (code: string): unknown => {
  const body = code.startsWith('const ')
    ? `{ ${code}; return after }`
    : code
        .split('\n')
        .map((line, index, all) => (index === all.length - 1 ? `return (${line})` : line))
        .join('\n')
  // oxlint-disable-next-line typescript/no-implied-eval -- the examples are text
  return (new Function(...Object.keys(context), body) as (...values: ReadonlyArray<unknown>) => unknown)(
    ...Object.values(context),
  )
}

describe.each(files.map((file) => [file, examplesOf(file)] as const).filter(([, examples]) => examples.length > 0))(
  '%s',
  (_, examples) => {
    it.each(examples)('%s', (code) => {
      expect(run(code)).toBeDefined()
    })
  },
)
