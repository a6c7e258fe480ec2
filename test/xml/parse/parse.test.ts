import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { parseXml } from '../../../src/xml/parse/parse.js'

const read = (text: string) => {
  const result = parseXml(text)
  return isRight(result) ? result.right : result.left
}
const element = (name: string, attrs: object = {}, ...children: ReadonlyArray<unknown>) => ({ name, attrs, children })

describe('what is read', () => {
  it.each<readonly [string, string, unknown]>([
    ['an empty element', '<a/>', element('a')],
    ['an empty element with white space', '<a  />', element('a')],
    ['an open and a closed tag', '<a ></a\n>', element('a')],
    ['white space around the root', ' \t\r\n<a/>\n ', element('a')],
    ['text and its white space', '<a> x\n\ty </a>', element('a', {}, ' x\n\ty ')],
    ['white space alone', '<a> </a>', element('a', {}, ' ')],
    ['line ends', '<a>1\r\n2\r3\n4</a>', element('a', {}, '1\n2\n3\n4')],
    [
      'mixed content in order',
      '<a>x<b/>y<c>z</c></a>',
      element('a', {}, 'x', element('b'), 'y', element('c', {}, 'z')),
    ],
    ['digits and truth values as text', '<a n="1.0" t="true">007</a>', element('a', { n: '1.0', t: 'true' }, '007')],
    ['predefined entities', '<a>&amp;&lt;&gt;&quot;&apos;</a>', element('a', {}, '&<>"\'')],
    ['references once, not twice', '<a b="&#38;lt;">&amp;lt;&amp;#65;</a>', element('a', { b: '&lt;' }, '&lt;&#65;')],
    ['character references', '<a>&#65;&#x1F600;&#x1f600;&#0065;</a>', element('a', {}, 'A\u{1f600}\u{1f600}A')],
    ['hexadecimal digits of either case', '<a>&#xa;&#x6f;&#x6F;&#xfF;&#x1Af;</a>', element('a', {}, '\nooÿƯ')],
    ['a referenced carriage return', '<a b="&#xD;">&#xD;</a>', element('a', { b: '\r' }, '\r')],
    ['CDATA as text', '<a>1<![CDATA[<&amp;>]]]]><![CDATA[>]]>2</a>', element('a', {}, '1<&amp;>]]>2')],
    ['CDATA soon after a pair', '<a>\u{1f600}12345678<![CDATA[9]]></a>', element('a', {}, '\u{1f600}123456789')],
    ['empty CDATA as nothing', '<a><![CDATA[]]></a>', element('a')],
    [
      'text of CDATA around an element',
      '<a>1<![CDATA[2]]><b/><![CDATA[3\r\n\u{1f600}]]></a>',
      element('a', {}, '12', element('b'), '3\n\u{1f600}'),
    ],
    ['both quotes', `<a b='"' c="'"/>`, element('a', { b: '"', c: "'" })],
    ['an empty value', '<a b=""/>', element('a', { b: '' })],
    ['a > and a slash in values', '<a b="x>y/" c="/"/>', element('a', { b: 'x>y/', c: '/' })],
    ['white space around the equals sign', '<a b\n=\t"1"\rc = \'2\' />', element('a', { b: '1', c: '2' })],
    ['spaces of a value', '<a b=" 1  2 "/>', element('a', { b: ' 1  2 ' })],
    ['white space of a value as spaces', '<a b="1\t2\n3\r\n4\r5"/>', element('a', { b: '1 2 3 4 5' })],
    ['referenced white space of a value', '<a b="&#9;&#xA;"/>', element('a', { b: '\t\n' })],
    ['a ]]> in a value', '<a b="]]>"/>', element('a', { b: ']]>' })],
    ['a lone > and ]] in text', '<a>]] > ]></a>', element('a', {}, ']] > ]>')],
    [
      'XML 1.0 alone forbids few characters',
      '<a b="\u{10ffff}">\x7f\x85\u2028\ue000\ufdd0\ufffd</a>',
      element('a', { b: '\u{10ffff}' }, '\x7f\x85\u2028\ue000\ufdd0\ufffd'),
    ],
    [
      'names of other scripts',
      '<é·\u0300 жя="1" 語="2" \u{10000}x="3" a\u203f\u200c\u2c00="4" _-.9=""/>',
      element('é·\u0300', { жя: '1', 語: '2', '\u{10000}x': '3', 'a\u203f\u200c\u2c00': '4', '_-.9': '' }),
    ],
    ['a name that ends with a pair', '<\u{10000}>1</\u{10000}>', element('\u{10000}', {}, '1')],
    [
      'names that are longer than the one refused',
      '<__proto__s __proto__1="2"/>',
      element('__proto__s', { __proto__1: '2' }),
    ],
    [
      'names that are only like xmlns',
      '<a xmlnsp="" xmlnsq="http://www.w3.org/2000/xmlns/"/>',
      element('a', { xmlnsp: '', xmlnsq: 'http://www.w3.org/2000/xmlns/' }),
    ],
    [
      'names as long as xmlns',
      '<a space="http://www.w3.org/XML/1998/namespace"/>',
      element('a', { space: 'http://www.w3.org/XML/1998/namespace' }),
    ],
    ['prefixes', '<p:a xmlns:p="u" p:b="1" b="2"/>', element('p:a', { 'xmlns:p': 'u', 'p:b': '1', b: '2' })],
    [
      'a prefix declared after its use',
      '<a p:b="1" xmlns:p="u"><p:c/></a>',
      element('a', { 'p:b': '1', 'xmlns:p': 'u' }, element('p:c')),
    ],
    [
      'the prefix xml',
      '<a xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace"/>',
      element('a', { 'xml:lang': 'en', 'xmlns:xml': 'http://www.w3.org/XML/1998/namespace' }),
    ],
    [
      'one local part in the namespaces of xml and of two prefixes',
      '<a xmlns:p="u" xmlns:q="v" p:lang="1" q:lang="2" xml:lang="3"/>',
      element('a', { 'xmlns:p': 'u', 'xmlns:q': 'v', 'p:lang': '1', 'q:lang': '2', 'xml:lang': '3' }),
    ],
    [
      'no default namespace',
      '<a xmlns="u"><b xmlns=""/></a>',
      element('a', { xmlns: 'u' }, element('b', { xmlns: '' })),
    ],
    [
      'a prefix that is rebound',
      '<a xmlns:p="u"><b xmlns:p="v"/><p:c xmlns:q="u" p:x="" q:y=""/></a>',
      element(
        'a',
        { 'xmlns:p': 'u' },
        element('b', { 'xmlns:p': 'v' }),
        element('p:c', { 'xmlns:q': 'u', 'p:x': '', 'q:y': '' }),
      ),
    ],
    ['an XML declaration', '<?xml version="1.0"?><a/>', element('a')],
    ['a whole XML declaration', "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<a/>", element('a')],
  ])('%s', (_, text, tree) => {
    expect(read(text)).toStrictEqual(tree)
  })

  it.each([
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
    '__lookupSetter__',
    'toJSON',
  ])('a name of JavaScript: %s', (name) => {
    const inner = element(name)
    const tree = element(name, { [name]: '1', z: '2' }, inner, 'x', inner)
    expect(read(`<${name} ${name}="1" z="2"><${name}/>x<${name}></${name}></${name}>`)).toStrictEqual(tree)
    expect(read(`<${name} ${name}="1"/>`)).toStrictEqual(element(name, { [name]: '1' }))
  })

  it('a plain tree without parent, equal after a round trip through JSON', () => {
    const tree = read('<a b="1">x<c toString="y"/></a>')
    expect(JSON.parse(JSON.stringify(tree))).toStrictEqual(tree)
    expect(Object.keys(tree)).toEqual(['name', 'attrs', 'children'])
  })

  it('128 levels', () => {
    expect(isRight(parseXml('<a>'.repeat(128) + '</a>'.repeat(128)))).toBe(true)
    expect(isRight(parseXml(`${'<a>'.repeat(127)}<b/>${'</a>'.repeat(127)}`))).toBe(true)
  })

  it('1048576 code units', () => {
    expect(isRight(parseXml(`<a>${'x'.repeat(1_048_576 - 7)}</a>`))).toBe(true)
  })
})

const bomb = '<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><l>&b;</l>'

describe('what is refused, and where', () => {
  it.each<readonly [string, string, string, number]>([
    ['doctype', 'DOCTYPE', '<!DOCTYPE a><a/>', 0],
    ['doctype', 'an entity bomb', bomb, 0],
    ['doctype', 'other markup of DTDs', '<a><!ENTITY b "c"></a>', 3],
    ['malformed-tag', 'a conditional section', '<a><![INCLUDE[x]]></a>', 3],
    ['undefined-entity', 'an undefined entity', '<a>&nbsp;</a>', 3],
    ['undefined-entity', 'one in a value', '<a b="&é;"/>', 6],
    ['undefined-entity', 'entities know case', '<a>&AMP;</a>', 3],
    ['undefined-entity', 'a name of JavaScript', '<a>&toString;</a>', 3],
    ['invalid-reference', 'a bare &', '<a>a & b</a>', 5],
    ['invalid-reference', 'an unfinished one', '<a>&amp</a>', 3],
    ['invalid-reference', 'an empty one', '<a>&;</a>', 3],
    ['invalid-reference', 'no digits', '<a>&#;</a>', 3],
    ['invalid-reference', 'no hexadecimal digits', '<a>&#x;</a>', 3],
    ['invalid-reference', 'an upper-case X', '<a>&#X41;</a>', 3],
    ['invalid-reference', 'wrong digits', '<a>&#xG;</a>', 3],
    ['invalid-reference', 'a letter above F', '<a>&#x1g;</a>', 3],
    ['invalid-reference', 'hexadecimal digits in a decimal one', '<a>&#1F;</a>', 3],
    ['invalid-reference', 'the end of all', '<a b="&#', 6],
    ['invalid-character-reference', 'U+0000', '<a>&#0;</a>', 3],
    ['invalid-character-reference', 'a surrogate', '<a>&#xD800;</a>', 3],
    ['invalid-character-reference', 'a pair of surrogates', '<a>&#xD83D;&#xDE00;</a>', 3],
    ['invalid-character-reference', 'U+FFFE', '<a b="&#xFFFE;"/>', 6],
    ['invalid-character-reference', 'the same in lower case', '<a b="&#xfffe;"/>', 6],
    ['invalid-character-reference', 'a control character', '<a>&#x1F;</a>', 3],
    ['invalid-character-reference', 'above all', '<a>&#x110000;</a>', 3],
    ['invalid-character-reference', 'far above all', `<a>&#${'9'.repeat(400)};</a>`, 3],
    ['processing-instruction', 'a processing instruction', '<a><?php x?></a>', 3],
    ['processing-instruction', 'a style sheet', '<?xml-stylesheet x?><a/>', 0],
    ['processing-instruction', 'a declaration that is not at the start', ' <?xml version="1.0"?><a/>', 1],
    ['processing-instruction', 'a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>', 21],
    ['invalid-declaration', 'XML 1.1', '<?xml version="1.1"?><a/>', 0],
    ['invalid-declaration', 'another encoding', '<?xml version="1.0" encoding="latin1"?><a/>', 0],
    ['invalid-declaration', 'no version', '<?xml?><a/>', 0],
    ['comment', 'a comment', '<a><!-- x --></a>', 3],
    ['comment', 'one before the root', '<!----><a/>', 0],
    ['second-root', 'two roots', '<a/><b/>', 4],
    ['second-root', 'two roots and space', '<a></a> <b/>', 8],
    ['text-outside-root', 'text before', 'x<a/>', 0],
    ['text-outside-root', 'text after', '<a/> x', 5],
    ['text-outside-root', 'a byte order mark', '\ufeff<a/>', 0],
    ['text-outside-root', 'a space of JavaScript alone', '\u00a0<a/>', 0],
    ['text-outside-root', 'CDATA', '<a/><![CDATA[]]>', 4],
    ['text-outside-root', 'a reference', '<a/>&#32;', 4],
    ['unclosed', 'an open element', '<a><b></b>', 10],
    ['unclosed', 'an open tag', '<a b="1"', 8],
    ['unclosed', 'an open name', '<a', 2],
    ['unclosed', 'a lone <', '<', 1],
    ['unclosed', 'a lone </', '<a></', 5],
    ['unclosed', 'an open closing tag', '<a></a', 6],
    ['unclosed', 'an open closing tag with space', '<a></a ', 7],
    ['unclosed', 'a slash at the end', '<a /', 4],
    ['unclosed', 'an attribute name at the end', '<a b', 4],
    ['unclosed', 'an equals sign at the end', '<a b=', 5],
    ['unclosed', 'an open value', '<a b="1>', 8],
    ['unclosed', 'an open CDATA section', '<a><![CDATA[]]', 14],
    ['unclosed', 'a prefix at the end', '<a:', 3],
    ['mismatched-tag', 'another name', '<a></b>', 3],
    ['mismatched-tag', 'a longer name', '<a></ab>', 3],
    ['mismatched-tag', 'another case', '<a></A>', 3],
    ['mismatched-tag', 'crossed elements', '<a><b></a></b>', 6],
    ['mismatched-tag', 'nothing to close', '</a>', 0],
    ['mismatched-tag', 'too much closed', '<a/></a>', 4],
    ['malformed-tag', 'no space between attributes', '<a b="1"c="2"/>', 8],
    ['malformed-tag', 'an attribute in a closing tag', '<a></a b="1">', 7],
    ['malformed-tag', 'a slash before the end', '<a/ >', 3],
    ['malformed-tag', 'an equals sign after the name', '<a="1"/>', 2],
    ['invalid-name', 'no name', '<>', 1],
    ['invalid-name', 'space before the name', '< a/>', 1],
    ['invalid-name', 'a closing tag without name', '<a></>', 5],
    ['invalid-name', 'a digit first', '<1/>', 1],
    ['invalid-name', 'a wrong character in it', '<a!/>', 2],
    ['invalid-name', 'a second colon', '<a:b:c/>', 4],
    ['invalid-name', 'an empty prefix', '<:a/>', 1],
    ['invalid-name', 'an empty local part', '<a:/>', 3],
    ['invalid-name', 'a local part with a digit first', '<a:1/>', 3],
    ['invalid-name', 'a slash for an attribute', '<a "b"/>', 3],
    ['invalid-name', 'a < in a tag', '<a <b/>', 3],
    ['invalid-name', 'a space of JavaScript alone', '<a\ufeffb="1"/>', 2],
    ['invalid-name', 'another one', '<a\u1680b="1"/>', 2],
    ['invalid-name', 'a lone surrogate', '<a\ud800/>', 2],
    ['invalid-name', 'a plane without names', '<\u{f0000}/>', 1],
    ['reserved-name', '__proto__ as an element', '<a><__proto__/></a>', 4],
    ['reserved-name', '__proto__ as an attribute', '<a __proto__="1"/>', 3],
    ['missing-attribute-value', 'an attribute without value', '<a b>', 4],
    ['missing-attribute-value', 'the same before another', '<a b c="1"/>', 5],
    ['unquoted-attribute', 'an unquoted value', '<a b=1/>', 5],
    ['lt-in-attribute', 'a < in a value', '<a b="1<2"/>', 7],
    ['lt-in-attribute', 'the same in a repeated attribute', '<a b="" b="<"/>', 11],
    ['repeated-attribute', 'a repeated attribute', '<a b="1" b="1"/>', 9],
    ['repeated-attribute', 'one of many', `<a ${Array.from('abcdefghijk', (c) => `${c}="" `).join('')} k=""/>`, 59],
    [
      'repeated-attribute',
      'one of many, the first',
      `<a ${Array.from('abcdefghijk', (c) => `${c}="" `).join('')} a=""/>`,
      59,
    ],
    ['repeated-attribute', 'a repeated declaration', '<a xmlns:p="u" xmlns:p="v"/>', 15],
    ['repeated-attribute', 'one expanded name', '<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>', 34],
    [
      'repeated-attribute',
      'one expanded name behind a reference',
      '<a xmlns:p="u" xmlns:q="&#117;" p:x="" q:x=""/>',
      39,
    ],
    [
      'repeated-attribute',
      'one expanded name with a line end',
      '<a xmlns:p="u\r\nv" xmlns:q="u v" p:x="" q:x=""/>',
      39,
    ],
    ['unbound-prefix', 'an element', '<a><p:b/></a>', 4],
    ['unbound-prefix', 'an attribute', '<a p:b=""/>', 3],
    ['unbound-prefix', 'out of scope', '<a><b xmlns:p="u"/><p:c/></a>', 20],
    ['unbound-prefix', 'out of scope after a closing tag', '<a><b xmlns:p="u"></b><p:c/></a>', 23],
    ['unbound-prefix', 'a name of JavaScript', '<a><toString:b/></a>', 4],
    ['unbound-prefix', 'the prefix xmlns', '<xmlns:a/>', 1],
    ['reserved-namespace', 'xml bound to another name', '<a xmlns:xml="u"/>', 3],
    [
      'reserved-namespace',
      'another prefix bound to that of xml',
      '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
      3,
    ],
    ['reserved-namespace', 'that of xml as the default', '<a xmlns="http://www.w3.org/XML/1998/namespace"/>', 3],
    ['reserved-namespace', 'xmlns bound', '<a xmlns:xmlns="u"/>', 3],
    ['reserved-namespace', 'a prefix bound to that of xmlns', '<a xmlns:p="http://www.w3.org/2000/xmlns/"/>', 3],
    ['reserved-namespace', 'that of xmlns as the default', '<a xmlns="http://www.w3.org/2000/xmlns&#47;"/>', 3],
    ['empty-namespace', 'a prefix bound to nothing', '<a xmlns:p=""/>', 3],
    ['invalid-character', 'U+0000', '<a>\0</a>', 3],
    ['invalid-character', 'a control character in a value', '<a b="\x1b"/>', 6],
    ['invalid-character', 'a control character in CDATA', '<a><![CDATA[x\b]]></a>', 13],
    ['invalid-character', 'a lone high surrogate', '<a>\ud83d</a>', 3],
    ['invalid-character', 'a lone low surrogate', '<a b="\ude00"/>', 6],
    ['invalid-character', 'the first of the high surrogates', '<a>\ud800</a>', 3],
    ['invalid-character', 'the same in a value', '<a b="\ud800"/>', 6],
    ['invalid-character', 'the same in CDATA', '<a><![CDATA[\ud800]]></a>', 12],
    ['invalid-character', 'U+FFFE', '<a>x\ufffe</a>', 4],
    ['invalid-character', 'U+FFFF', '<a><![CDATA[\uffff]]></a>', 12],
    ['cdata-end-in-text', ']]> in text', '<a>x]]></a>', 4],
    ['cdata-end-in-text', ']]]> in text', '<a>]]]></a>', 4],
    ['empty', 'nothing', '', 0],
    ['empty', 'white space', ' \n', 2],
    ['empty', 'a declaration alone', '<?xml version="1.0"?>', 21],
  ])('%s: %s', (code, _, text, offset) => {
    expect(read(text)).toMatchObject({ code, offset, line: 1 + (text.slice(0, offset).match(/\n/g)?.length ?? 0) })
  })

  it.each([undefined, null, 7, {}, ['<a/>'], Buffer.from('<a/>')])('not-a-string: %s', (input) => {
    expect(read(input as string)).toMatchObject({ code: 'not-a-string', offset: 0, line: 1, column: 1 })
  })

  it('counts lines and columns as editors do', () => {
    expect(read('<a>\n\r\n\r  &x;</a>')).toMatchObject({ code: 'undefined-entity', offset: 9, line: 4, column: 3 })
    expect(read('<a>\n&x;\n\r\n</a>')).toMatchObject({ offset: 4, line: 2, column: 1 })
    expect(read('<a>\u{1f600}&x;</a>')).toMatchObject({ offset: 5, line: 1, column: 6 })
    expect(read('<a>')).toMatchObject({ code: 'unclosed', line: 1, column: 4 })
  })

  it('says it in our words, never in those of the peer', () => {
    expect(read('<evil>&payload;</evil>')).toEqual({
      code: 'undefined-entity',
      message: 'XMPP knows no entities but the five predefined ones',
      offset: 6,
      line: 1,
      column: 7,
    })
    expect(read('<a>'.repeat(129))).toMatchObject({
      code: 'too-deep',
      message: 'elements are nested deeper than 128 levels',
      offset: 384,
    })
    expect(read(' '.repeat(1_048_577))).toMatchObject({
      code: 'too-large',
      message: 'the text is longer than 1048576 code units',
      offset: 0,
    })
  })
})

describe('hostile sizes end in bounded time', () => {
  const size = 1_000_000
  const fill = (piece: string) => piece.repeat(Math.floor(size / piece.length))
  const numbered = (piece: (index: number) => string, count: number) =>
    Array.from({ length: count }, (_, index) => piece(index)).join('')

  it.each<readonly [string, string, 'Left' | 'Right']>([
    ['100 000 levels', '<a>'.repeat(100_000), 'Left'],
    ['10 MB', `<a>${'x'.repeat(10_000_000)}</a>`, 'Left'],
    ['10 MB of a bomb', bomb + ' '.repeat(10_000_000), 'Left'],
    ['many empty elements', `<a>${fill('<b/>')}</a>`, 'Right'],
    ['one long text', `<a>${fill('x')}</a>`, 'Right'],
    ['many references', `<a>${fill('&lt;')}</a>`, 'Right'],
    ['many references in a value', `<a b="${fill('&lt;')}"/>`, 'Right'],
    ['one long reference', `<a>&#${fill('0')}65;</a>`, 'Right'],
    ['one long unfinished reference', `<a>&${fill('x')}</a>`, 'Left'],
    ['many unfinished references', `<a>${fill('&')}</a>`, 'Left'],
    ['many brackets', `<a>${fill(']')}</a>`, 'Right'],
    ['many CDATA sections', `<a>${fill('<![CDATA[x]]>')}</a>`, 'Right'],
    ['many unclosed CDATA sections', `<a>${fill('<![CDATA[')}</a>`, 'Left'],
    ['many attributes', `<a ${numbered((n) => `a${n}="" `, 80_000)}/>`, 'Right'],
    ['many prefixes', `<a ${numbered((n) => `xmlns:p${n}="u${n}" `, 25_000)}>${'<p0:b/>'.repeat(50_000)}</a>`, 'Right'],
    [
      'many attributes of one long namespace',
      `<a xmlns:p="${'u'.repeat(500_000)}" ${numbered((n) => `p:a${n}="" `, 30_000)}/>`,
      'Right',
    ],
    ['many rebound prefixes', `<a>${fill('<b xmlns:p="u" p:c=""/>')}</a>`, 'Right'],
    [
      'many prefixes declared far above',
      `${numbered((n) => `<a xmlns:p${n}="u">`, 127)}${'<p0:b p0:c=""/>'.repeat(50_000)}${'</a>'.repeat(127)}`,
      'Right',
    ],
    ['many pairs of surrogates', `<a b="${'\u{1f600}'.repeat(200_000)}">${'\u{1f600}'.repeat(200_000)}</a>`, 'Right'],
    ['one long name', `<${fill('a')}/>`, 'Right'],
    ['much space in a tag', `<a${fill(' ')}/>`, 'Right'],
    ['many tabs in a tag', `<a${fill('\t')}/>`, 'Right'],
    ['much space in a declaration', `<?xml version="1.0"${fill(' ')}>`, 'Left'],
    ['many line ends', `<a>${fill('\r')}</a>`, 'Right'],
    ['many line ends before a fault', `<a>${fill('\r\n')}`, 'Left'],
    ['many open quotes', `<a>${fill('"')}</a>`, 'Right'],
    ['many unclosed tags', fill('<a b="'), 'Left'],
  ])('%s', (_, text, tag) => {
    const start = performance.now()
    const result = parseXml(text)
    expect(performance.now() - start).toBeLessThan(3000)
    expect(result._tag).toBe(tag)
  })
})
