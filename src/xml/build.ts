import type { XmlElement } from './element.js'

/** No attributes: shared, and frozen, so that a host that writes to it hears of it. */
export const NO_ATTRS: Readonly<Record<string, string>> = Object.freeze({})

/** An element of our own making: plain data without `parent`. */
export const el = (
  name: string,
  attrs: Readonly<Record<string, string>> = NO_ATTRS,
  children: ReadonlyArray<XmlElement | string> = [],
): XmlElement => ({ name, attrs, children })
