/** The rules, out of the rule reference: a page has those that it speaks of, wherever it is opened. */
import { readFileSync } from 'node:fs'
import type { RuleText } from 'xmpp-push-rules/conformance'

const REFERENCE = new URL('../../../src/rules/README.md', import.meta.url)

/** A row of the reference, as its Markdown. */
interface RuleRow extends RuleText {
  readonly level: string
}

const ROW = /^\| <a id="[^"]*"><\/a>([A-Z]{2,5}(?:-\d+)?) \| (\w+) \| (.*) \| ([^|]*) \| [^|]* \|$/gmu

/** Every rule of the reference, in its order. */
export const ruleRows = (): ReadonlyArray<RuleRow> =>
  [...readFileSync(REFERENCE, 'utf8').matchAll(ROW)].map(([, id = '', level = '', text = '', source = '']) => ({
    id,
    level,
    text,
    source,
  }))

const plain = (markdown: string): string => markdown.replaceAll('`', '')

/** The same without its Markdown. */
export const ruleTexts = (): ReadonlyArray<RuleText> =>
  ruleRows().map(({ id, text, source }) => ({ id, text: plain(text), source: plain(source) }))
