/** Builds the playground, one HTML file with all that it needs: `npm run playground` writes reports/playground.html. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { ruleRows } from '../conformance/kit/rules.js'
import type { OptionDoc } from './forms.js'

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** The options as their source documents them, so that the page cannot say anything else. */
const optionDocs = (source: string): ReadonlyArray<OptionDoc> => {
  const [, members = ''] = /export interface Options \{\n([\s\S]*?)\n\}/u.exec(source) ?? []
  return members.split('\n\n').flatMap((part, group) =>
    Array.from(part.matchAll(/\/\*\*([\s\S]*?)\*\/\s+readonly (\w+):/gu), ([, comment = '', name]) => {
      const text = comment.replace(/\s*\n\s*\* ?/gu, ' ').trim()
      return { name: name as OptionDoc['name'], text, group }
    }),
  )
}

/** The rules as the rule reference has them: level, text and source by id. */
const rulesById = (): object =>
  Object.fromEntries(ruleRows().map(({ id, level, text, source }) => [id, [level, text, source]]))

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const BUNDLED = { bundle: true, write: false, minify: true, target: 'es2022', legalComments: 'none' } as const

/** The page as one text. Nothing but its own script and style may run, and nothing is fetched: its policy says so. */
export const buildPage = async (): Promise<string> => {
  const files = ['page.html', '../../src/options/options.ts']
  const [template = '', options = ''] = await Promise.all(files.map((file) => readFile(at(file), 'utf8')))
  const define = { OPTION_DOCS: JSON.stringify(optionDocs(options)), RULE_TEXTS: JSON.stringify(rulesById()) }
  const alias = { 'fp-ts/lib': 'fp-ts/es6' } // the modules of fp-ts that a bundler can take apart
  const built = await build({ ...BUNDLED, entryPoints: [at('main.ts')], tsconfig: at('tsconfig.json'), alias, define })
  const script = built.outputFiles[0]?.text.trim() ?? ''
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/u.exec(template) ?? []
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
  return template.replace('POLICY', () => policy).replace('SCRIPT', () => script)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await mkdir(at('../../reports'), { recursive: true })
  await writeFile(at('../../reports/playground.html'), await buildPage())
}
