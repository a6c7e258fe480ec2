/**
 * Part 3: from text to text, against parsers alone on the same text.
 */
import { type Account, step } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { isLeft } from 'fp-ts/lib/Either.js'
import { XMLParser } from 'fast-xml-parser'
import { importantMessage } from '../data/messages.js'
import { keyOf } from '../data/random.js'
import { jidOf } from '../data/requests.js'
import { accountOf, options, orThrow, outletTo, perform, START } from '../host.js'
import { consume, type Contender, flat, race, time } from '../measure.js'
import { missing, runParser } from '../prosody.js'
import type { Mode, Section } from '../report.js'

const COUNT = 2048
const ACCOUNTS = 256
const EVERY = 1.2 * 3_600_000

/** As a host would set it up that wants mixed content and attributes as they are. */
const alone = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
})

const over = (texts: ReadonlyArray<string>, each: (text: string, index: number) => void): Contender => {
  return () => ({
    messages: texts.length,
    ms: time(() => {
      for (const [index, text] of texts.entries()) each(text, index)
    }),
  })
}

const textToText = (texts: ReadonlyArray<string>): Contender => {
  const accounts: Array<Account> = Array.from({ length: ACCOUNTS }, (_, user) => accountOf(user))
  const advance = step(options)
  const outlet = outletTo(consume)
  let from = 0
  return () => {
    const keys = texts.map((_, index) => keyOf(from + index))
    const at = START + Math.floor(from / ACCOUNTS) * EVERY
    from += texts.length
    return over(texts, (text, index) => {
      const parsed = parseXml(text)
      const account = accounts[index % ACCOUNTS]
      if (isLeft(parsed) || account === undefined) throw new Error(text)
      const delivery = { stanza: parsed.right, key: keys[index] ?? '' }
      const [effects, after] = advance({ _tag: 'StoredOffline', at, delivery })(account)
      accounts[index % ACCOUNTS] = after
      for (const effect of effects) perform(effect, outlet)
    })()
  }
}

const parserRate = (texts: ReadonlyArray<string>, runs: number): number | undefined =>
  missing === undefined
    ? Math.max(
        ...Array.from({ length: runs }, () => {
          const { messages, seconds } = runParser(texts)
          return messages / seconds
        }),
      )
    : undefined

export const run = (mode: Mode): Section => {
  const texts = Array.from({ length: COUNT }, (_, index) => flat(importantMessage(jidOf(index % ACCOUNTS), index)))
  const rates = race(mode, {
    alone: over(texts, (text) => consume(Object.keys((alone.parse(text) as ReadonlyArray<object>)[0] ?? {})[0] ?? '-')),
    parse: over(texts, (text) => consume(orThrow(parseXml(text)).name)),
    whole: textToText(texts),
  })
  const prosody = parserRate(texts, 4 * mode.runs)
  const time = (rate: number): number => rates.alone / rate
  return {
    title: 'Messages a second from text',
    columns: ['what', 'a second', 'time, fast-xml-parser = 1', 'times util.xml'],
    rows: [
      ['fast-xml-parser alone', rates.alone, 1, prosody && rates.alone / prosody],
      ['parseXml', rates.parse, time(rates.parse), prosody && rates.parse / prosody],
      ['parseXml, step, publishText', rates.whole, time(rates.whole), prosody && rates.whole / prosody],
      ["Prosody's util.xml alone", prosody, prosody && time(prosody), prosody && 1],
    ],
    checks: [
      {
        name: 'parseXml, step, publishText: time, fast-xml-parser = 1',
        value: time(rates.whole),
        bound: 'at most',
        target: 1.4,
      },
    ],
    notes: [
      `Texts of ${Math.round(texts.reduce((sum, text) => sum + text.length, 0) / COUNT)} characters on average.`,
      ...(missing === undefined ? [] : [missing]),
    ],
  }
}
