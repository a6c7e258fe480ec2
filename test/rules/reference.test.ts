/** The rule reference, the code, the reasons, the laws and the READMEs name the same rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { REASONS } from 'xmpp-push-rules'
import { laws } from 'xmpp-push-rules/conformance'
import { ruleTexts } from '../../examples/conformance/kit/rules.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

const ID =
  /\b(?:(?:REG|DIS|REM|TRG|DUP|URG|CALL|SUM|CNT|PUB|ERR|RES|RATE|EXT|FIL|PRI|JIN|AWY|CLI|MEN|SET|DSC)-\d+|ORD|IMP|SEAL|FIELD)\b/gu

const idsIn = (text: string): ReadonlyArray<string> => text.match(ID) ?? []

/** A cell with an id, and the anchor that reports link to. */
const ANCHOR = /^<a id="([a-z\d-]+)"><\/a>(?=(?:[A-Z]+-\d+|ORD|IMP|SEAL|FIELD)$)/u

/** The rows of the reference: id, level, text, source, files. */
const cells = read('src/rules/README.md')
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(([id = '']) => /(?:[A-Z]+-\d+|\b(?:ORD|IMP|SEAL|FIELD))$/u.test(id))

const rows = cells.map(([id = '', ...others]) => [id.replace(ANCHOR, ''), ...others])

const known = rows.map(([id = '']) => id)

const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const code = sources.filter((file) => !file.startsWith('conformance'))

describe('the rule reference', () => {
  it('has every id once, with level, text, source and files', () => {
    expect(known.filter((id, index) => known.indexOf(id) !== index)).toEqual([])
    expect(
      rows.filter(
        ([, level = '', text = '', source = '', files = '']) =>
          !['MUST', 'SHOULD', 'MAY', 'SEED', 'FIELD'].includes(level) || text === '' || source === '' || files === '',
      ),
    ).toEqual([])
  })

  it('has an anchor for every id: its own in small letters', () => {
    expect(cells.map(([id = '']) => ANCHOR.exec(id)?.[1])).toEqual(known.map((id) => id.toLowerCase()))
  })

  it('is read whole by the pages of the kit', () => {
    expect(ruleTexts().map(({ id }) => id)).toEqual(known)
    expect(ruleTexts()[1]?.text).toMatch(/^An iq of type set to the user's own bare JID with <enable /u)
  })

  it.each(sources.map((file) => [file, idsIn(read(`src/${file}`))] as const).filter(([, ids]) => ids.length > 0))(
    'has the ids of src/%s',
    (_, ids) => {
      expect(ids.filter((id) => !known.includes(id))).toEqual([])
    },
  )

  it.each(
    ['README.md', 'src/README.md', 'test/README.md', 'examples/README.md'].filter((file) => existsSync(root + file)),
  )('has the ids of %s', (file) => {
    expect(idsIn(read(file)).filter((id) => !known.includes(id))).toEqual([])
  })

  it('has the rules of reasons and laws', () => {
    const named = [...Object.values(REASONS).map(({ rule }) => rule), ...laws.flatMap(({ rules }) => rules)]
    expect(named.filter((rule) => !known.includes(rule))).toEqual([])
  })

  it.each(rows)('%s is in the files that it names, and in a law', (id = '', _level, _text, _source, files = '') => {
    const named = [...files.matchAll(/`([^`]+)`/gu)].map(([, file = '']) => file)
    expect(named.filter((file) => !code.includes(file))).toEqual([])
    expect(named.filter((file) => idsIn(read(`src/${file}`)).includes(id))).not.toEqual([])
    expect(laws.filter(({ rules }) => rules.includes(id)).length).toBeGreaterThan(0)
  })
})
