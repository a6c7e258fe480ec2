/**
 * XML as lines to be read. The lines without their indent, joined, are what `serializeXml` writes.
 */
import { serializeXml, type XmlElement } from 'xmpp-push-rules/xml'

export interface Line {
  readonly indent: number
  readonly text: string
}

/** An element with text, and a short one, is one line. */
const SHORT = 90

export const prettyLines = (element: XmlElement, indent = 0): ReadonlyArray<Line> => {
  const whole = serializeXml(element)
  const inner = element.children.flatMap((child) => (typeof child === 'string' ? [] : [child]))
  if (inner.length === 0 || inner.length < element.children.length || whole.length < SHORT)
    return [{ indent, text: whole }]
  const open = serializeXml({ ...element, children: [] }).replace(/\/>$/u, '>')
  const lines = inner.flatMap((child) => prettyLines(child, indent + 1))
  return [{ indent, text: open }, ...lines, { indent, text: `</${element.name}>` }]
}

export const prettyText = (element: XmlElement): string =>
  prettyLines(element)
    .map(({ indent, text }) => '  '.repeat(indent) + text)
    .join('\n')

/** A line in pieces: markup at even places, attribute values and text at odd ones. */
export const pieces = (text: string): ReadonlyArray<string> => text.split(/((?<==")[^"]*(?=")|(?<=>)[^<]+(?=<))/u)
