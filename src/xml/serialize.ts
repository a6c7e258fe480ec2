import type { XmlElement } from './element.js'
export const serializeXml = (element: XmlElement): string => element.name
