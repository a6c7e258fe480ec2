export {
  decodeEffect,
  decodeEvent,
  decodeLine,
  decodeOptions,
  decodeOutput,
  type Decoded,
  encodeEffect,
  encodeEvent,
  encodeLine,
  encodeOptions,
  encodeOutput,
  type LogError,
  schemas,
} from './log/json-lines.js'
export { LOG_FORMAT, type LogLine } from './log/line.js'
export type { Schema } from './log/codec.js'
