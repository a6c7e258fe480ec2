import type { XmlElement } from './element.js'

/** An element of our own making: plain data without `parent`. */
export const el = (
  name: string,
  attrs: Readonly<Record<string, string>> = {},
  children: ReadonlyArray<XmlElement | string> = [],
): XmlElement => ({ name, attrs, children })

/** A copy of an element with one attribute set. */
export const withAttr = (element: XmlElement, name: string, value: string): XmlElement => ({
  ...element,
  attrs: { ...element.attrs, [name]: value },
})
