import fc from 'fast-check'
import type { XmlElement } from '../../src/xml/element.js'

/*
 * Trees, and texts of them that take every liberty which XML leaves: quotes, references, CDATA, white space in tags,
 * empty elements. Prefixes are declared on the root.
 */

const spaces = fc.stringMatching(/^[ \t\r\n]{1,3}$/)
const noSpaces = fc.stringMatching(/^[ \t\r\n]{0,2}$/)

/** Every character that XML allows, odd ones often. */
const character = fc.oneof(
  fc.constantFrom(
    '&',
    '<',
    '>',
    '"',
    "'",
    ']',
    ']]>',
    '\t',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '&amp;',
    '&#65;',
    '__proto__',
    '\u{1f600}',
    '\ufffd',
    '\x7f',
    '\ufeff',
    '\u2028',
    '/',
    '=',
    '<!--',
    '<![CDATA[',
    '%',
    ';',
    '\u00a0',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((text) => !/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)),
)
export const legalText = fc.array(character, { maxLength: 6 }).map((parts) => parts.join(''))

/** Any string at all: control characters, lone surrogates, non-characters. */
export const anyText = fc.oneof(
  legalText,
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((codes) => String.fromCharCode(...codes)),
)

const localName = fc
  .oneof(
    fc.constantFrom(
      'message',
      'body',
      'a',
      'b',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
      'xml',
      'é',
      'x-1.2_',
      '語',
    ),
    fc.stringMatching(/^[a-zA-Z_é\u3042][-\w.·é]{0,6}$/),
  )
  .filter((name) => name !== '__proto__' && name !== 'xmlns')

const elementName = fc.oneof(
  { weight: 4, arbitrary: localName },
  { weight: 1, arbitrary: localName.map((name) => `p:${name}`) },
)
const attributeName = fc.oneof(
  elementName,
  localName.map((name) => `q:${name}`),
  fc.constantFrom('xml:lang', 'xmlns'),
)

const namespaces = { 'xmlns:p': 'urn:p', 'xmlns:q': 'urn:q' }

const mergeText = (children: ReadonlyArray<XmlElement | string>): ReadonlyArray<XmlElement | string> =>
  children.reduce<ReadonlyArray<XmlElement | string>>((merged, child) => {
    const last = merged.at(-1)
    if (child === '') return merged
    return typeof child === 'string' && typeof last === 'string'
      ? [...merged.slice(0, -1), last + child]
      : [...merged, child]
  }, [])

/** A tree as `parseXml` would give it: neighbouring text is one string. */
export const treeOf = (text: fc.Arbitrary<string>): fc.Arbitrary<XmlElement> =>
  fc
    .letrec<{ tree: XmlElement; child: XmlElement | string }>((tie) => ({
      child: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, tie('tree')),
      tree: fc.record(
        {
          name: elementName,
          attrs: fc.dictionary(attributeName, text, { maxKeys: 4, noNullPrototype: true }),
          children: fc.array(tie('child'), { maxLength: 4 }).map(mergeText),
        },
        { noNullPrototype: true },
      ),
    }))
    .tree.map((tree) => ({ ...tree, attrs: { ...tree.attrs, ...namespaces } }))

const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

const referenceOf = (character: string): fc.Arbitrary<string> => {
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16)
  const entity = entities[character]
  return fc.constantFrom(
    `&#${point};`,
    `&#x${hex};`,
    `&#x00${hex.toUpperCase()};`,
    ...(entity === undefined ? [] : [`&${entity};`]),
  )
}

/** Each character as it is where that is allowed, or as a reference. */
const written = (text: string, mustEscape: RegExp): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Array.from(text, (character) =>
        mustEscape.test(character)
          ? referenceOf(character)
          : fc.oneof({ weight: 9, arbitrary: fc.constant(character) }, referenceOf(character)),
      ),
    )
    .map((parts) => parts.join(''))

/** Where a tree may have CDATA: nowhere but as the whole of a text, or at the start of it too. */
type Cdata = 'whole' | 'also first'

const writtenText = (text: string, cdata: Cdata): fc.Arbitrary<string> => {
  if (/\r|\]\]>/.test(text)) return written(text, /[&<>\r]/)
  const [first = '', ...rest] = Array.from(text)
  return fc.oneof(
    written(text, /[&<>\r]/),
    fc.constant(`<![CDATA[${text}]]>`),
    ...(cdata === 'whole' ? [] : [written(rest.join(''), /[&<>\r]/).map((more) => `<![CDATA[${first}]]>${more}`)]),
  )
}

const writtenAttribute = ([name, value]: readonly [string, string | undefined]): fc.Arbitrary<string> =>
  fc
    .tuple(
      spaces,
      noSpaces,
      noSpaces,
      fc.constantFrom<readonly ['"' | "'", RegExp]>(['"', /[&<"\t\n\r]/], ["'", /[&<'\t\n\r]/]),
    )
    .chain(([before, left, right, [quote, mustEscape]]) =>
      written(value ?? '', mustEscape).map((text) => `${before}${name}${left}=${right}${quote}${text}${quote}`),
    )

/** One of the texts that `tree` can be written as. */
const writtenTree = (tree: XmlElement, cdata: Cdata): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.tuple(...Object.entries(tree.attrs).map(writtenAttribute)),
      fc.tuple(
        ...tree.children.map((child) =>
          typeof child === 'string' ? writtenText(child, cdata) : writtenTree(child, cdata),
        ),
      ),
      noSpaces,
      noSpaces,
      fc.boolean(),
    )
    .map(([attributes, children, inOpen, inClose, empty]) =>
      empty && children.length === 0
        ? `<${tree.name}${attributes.join('')}${inOpen}/>`
        : `<${tree.name}${attributes.join('')}${inOpen}>${children.join('')}</${tree.name}${inClose}>`,
    )

export interface Document {
  readonly tree: XmlElement
  readonly text: string
}

/** A tree and one text of it. */
export const documentWith = (cdata: Cdata): fc.Arbitrary<Document> =>
  treeOf(legalText).chain((tree) =>
    fc
      .tuple(
        fc.constantFrom('', '<?xml version="1.0"?>', "<?xml version='1.0' encoding='UTF-8' ?>\r\n"),
        noSpaces,
        writtenTree(tree, cdata),
      )
      .map(([declaration, after, text]) => ({ tree, text: `${declaration}${text}${after}` })),
  )
