import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { scan } from '../../src/xml/scan.js'

const flags = (text: string): ReadonlyArray<string> => {
  const found = scan(text)
  if (!isRight(found)) return [found.left.code]
  const { hasCdata, hasRawValue, hasCriticalName } = found.right
  return [
    ...(hasCdata ? ['CDATA'] : []),
    ...(hasRawValue ? ['a raw value'] : []),
    ...(hasCriticalName ? ['a critical name'] : []),
  ]
}

describe('a scan tells what work is left', () => {
  it.each([
    ['none', '<a b="1">2</a>', []],
    ['none for references and white space of text', '<a\n>&amp;\t\r\n</a>', []],
    ['none for spaces of a value', '<a b=" 1 "/>', []],
    ['none for a pair in a value', '<a b="\u{1f600}\ud7ff\ue000"/>', []],
    ['none for names longer than the critical ones', '<a constructors="" prototypes=""/>', []],
    ['none for other names of their length', '<a component12="" available=""/>', []],
    ['none for them as local parts', '<a xmlns:b="u" b:prototype="" b:constructor=""/>', []],
    ['CDATA', '<a><![CDATA[]]></a>', ['CDATA']],
    ['a reference in a value', '<a b="&lt;"/>', ['a raw value']],
    ['a tab in a value', '<a b="\t"/>', ['a raw value']],
    ['a line end in a value', '<a b="\n"/>', ['a raw value']],
    ['a carriage return in a value', '<a b="\r"/>', ['a raw value']],
    ['constructor', '<constructor/>', ['a critical name']],
    ['prototype', '<a prototype=""/>', ['a critical name']],
  ])('%s', (_, text, work) => {
    expect(flags(text)).toEqual(work)
  })
})
