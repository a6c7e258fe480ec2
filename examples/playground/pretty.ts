/**
 * XML as lines to be read. The lines without their indent, joined, are what `serializeXml` writes.
 */
import { serializeXml, type XmlElement } from 'xmpp-push-rules/xml'

export interface Line {
  readonly indent: number
  readonly text: string
}

const elementsIn = ({ children }: XmlElement) => children.flatMap((child) => (typeof child === 'string' ? [] : [child]))

/** An element with text, or with one such element alone, is one line. */
const isOneLine = (element: XmlElement, deeper = true): boolean => {
  const inner = elementsIn(element)
  return (
    inner.length < element.children.length ||
    inner.length === 0 ||
    (deeper && inner.length === 1 && inner.every((one) => isOneLine(one, false)))
  )
}

export const prettyLines = (element: XmlElement, indent = 0): ReadonlyArray<Line> => {
  const whole = serializeXml(element)
  if (isOneLine(element) && (whole.length < 100 || isOneLine(element, false))) return [{ indent, text: whole }]
  const inner = elementsIn(element).flatMap((child) => prettyLines(child, indent + 1))
  const open = serializeXml({ ...element, children: [] }).replace(/\/>$/u, '>')
  return [{ indent, text: open }, ...inner, { indent, text: `</${element.name}>` }]
}

export const prettyText = (element: XmlElement): string =>
  prettyLines(element)
    .map(({ indent, text }) => '  '.repeat(indent) + text)
    .join('\n')

/** A line in pieces: markup at even places, attribute values and text at odd ones. */
export const pieces = (text: string): ReadonlyArray<string> => text.split(/((?<==")[^"]*(?=")|(?<=>)[^<]+(?=<))/u)
