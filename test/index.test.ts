/** What the package exports says what it is: sentence, parameters, result, example, version. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as library from 'xmpp-push-rules'

const read = (file: string): string => readFileSync(fileURLToPath(new URL(`../src/${file}`, import.meta.url)), 'utf8')

/** Every export with its file. */
const exported = [...read('index.ts').matchAll(/export (?:type )?\{(?<names>[^}]*)\} from '\.\/(?<file>.*?)\.js'/gsu)]
  .map(({ groups }) => groups ?? {})
  .flatMap(({ names = '', file = '' }) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /u, ''))
      .filter((name) => name !== '')
      .map((name) => [name, `${file}.ts`] as const),
  )

const docOf = (name: string, file: string): string =>
  new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\nexport (?:const|type|interface) ${name}\\b`, 'u').exec(read(file))?.[1] ??
  ''

const isCalled = (name: string): boolean => typeof Reflect.get(library, name) === 'function'

describe('the docstring of an export', () => {
  it('is found for all of them', () => {
    expect(exported.length).toBeGreaterThan(100)
  })

  it.each(exported)('%s', (name, file) => {
    const tags = isCalled(name) ? ['@param', '@returns', '@example', '@since 0.1.0'] : ['@since 0.1.0']
    expect(tags.filter((tag) => !docOf(name, file).includes(tag))).toEqual([])
  })
})
