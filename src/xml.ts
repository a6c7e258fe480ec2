export { parseXml } from './xml/parse.js'
export { serializeXml } from './xml/serialize.js'
export type { XmlElement } from './xml/element.js'
export type { XmlError, XmlErrorCode } from './xml/xml-error.js'
