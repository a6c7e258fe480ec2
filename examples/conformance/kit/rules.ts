/** The rules' texts, out of the rule reference: a page has those of its laws, wherever it is opened. */
import { readFileSync } from 'node:fs'
import type { RuleText } from 'xmpp-push-rules/conformance'

const REFERENCE = new URL('../../../src/rules/README.md', import.meta.url)

const ROW = /^\| <a id="[^"]*"><\/a>([A-Z]+(?:-\d+)?) \| [A-Z]+ \| (.*?) \| (.*?) \|/gmu

const plain = (markdown: string): string => markdown.replaceAll('`', '')

/** Every rule of the reference, in its order. */
export const ruleTexts = (): ReadonlyArray<RuleText> =>
  [...readFileSync(REFERENCE, 'utf8').matchAll(ROW)].map(([, id = '', text = '', source = '']) => ({
    id,
    text: plain(text),
    source: plain(source),
  }))
