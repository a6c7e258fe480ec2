import { maxDepth, maxLength } from '../limits.js'

/**
 * What was wrong with a text that is no XML of XMPP. The list is closed; new codes come with a new minor version.
 *
 * @since 0.1.0
 */
export type XmlErrorCode =
  | 'not-a-string'
  | 'too-large'
  | 'too-deep'
  | 'empty'
  | 'text-outside-root'
  | 'second-root'
  | 'unclosed'
  | 'mismatched-tag'
  | 'malformed-tag'
  | 'invalid-name'
  | 'reserved-name'
  | 'missing-attribute-value'
  | 'unquoted-attribute'
  | 'lt-in-attribute'
  | 'repeated-attribute'
  | 'unbound-prefix'
  | 'reserved-namespace'
  | 'empty-namespace'
  | 'invalid-character'
  | 'invalid-reference'
  | 'invalid-character-reference'
  | 'undefined-entity'
  | 'cdata-end-in-text'
  | 'doctype'
  | 'comment'
  | 'processing-instruction'
  | 'invalid-declaration'
  | 'parser-failure'

/**
 * Why a text was refused, and where.
 *
 * `offset` counts UTF-16 code units from 0, `line` and `column` from 1; `\r\n`, `\r` and `\n` each end a line. The
 * `message` is made of our words only, never of the peer's text, so it can be logged as it is.
 *
 * @since 0.1.0
 */
export interface XmlError {
  readonly code: XmlErrorCode
  readonly message: string
  readonly offset: number
  readonly line: number
  readonly column: number
}

const sentences: Readonly<Record<XmlErrorCode, string>> = {
  'not-a-string': 'the input is not a string',
  'too-large': `the text is longer than ${maxLength} code units`,
  'too-deep': `elements are nested deeper than ${maxDepth} levels`,
  empty: 'there is no element',
  'text-outside-root': 'there is text outside the root element',
  'second-root': 'there is a second root element',
  unclosed: 'the text ends before an element, a tag or a CDATA section is closed',
  'mismatched-tag': 'a closing tag does not match the open element',
  'malformed-tag': 'a tag is not formed as XML demands',
  'invalid-name': 'a name is not a qualified XML name',
  'reserved-name': 'the name __proto__ is refused',
  'missing-attribute-value': 'an attribute has no value',
  'unquoted-attribute': 'an attribute value has no quotes',
  'lt-in-attribute': 'an attribute value has a literal <',
  'repeated-attribute': 'an attribute is repeated in one tag',
  'unbound-prefix': 'a namespace prefix is not declared',
  'reserved-namespace': 'the prefixes xml and xmlns and their namespaces cannot be bound anew',
  'empty-namespace': 'a namespace prefix is bound to the empty name',
  'invalid-character': 'there is a character that XML forbids',
  'invalid-reference': 'an & does not start a well-formed reference',
  'invalid-character-reference': 'a character reference names a character that XML forbids',
  'undefined-entity': 'XMPP knows no entities but the five predefined ones',
  'cdata-end-in-text': 'there is a literal ]]> in text',
  doctype: 'XMPP forbids document type declarations',
  comment: 'XMPP forbids comments',
  'processing-instruction': 'XMPP forbids processing instructions',
  'invalid-declaration': 'the XML declaration is not one of XML 1.0 in UTF-8',
  'parser-failure': 'the text passed every check and could not be read all the same',
}

/** What is wrong, and at which code unit. */
export interface Fault {
  readonly code: XmlErrorCode
  readonly offset: number
}

/** The fault of a text as it is told; line and column are counted here, where it is known that they are needed. */
export const xmlError =
  (text: string) =>
  ({ code, offset }: Fault): XmlError => {
    const before = text.slice(0, offset)
    return {
      code,
      message: sentences[code],
      offset,
      line: before.split(/\r\n?|\n/).length,
      column: offset - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')),
    }
  }
