export { parseXml } from './xml/parse/parse.js'
export { serializeXml } from './xml/serialize.js'
export type { XmlElement } from './xml/element.js'
export type { XmlError, XmlErrorCode } from './xml/parse/xml-error.js'
