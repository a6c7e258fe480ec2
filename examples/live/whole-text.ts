import { StringDecoder } from 'node:string_decoder'
import type { EventEmitter } from 'node:events'

/** The part of an xmpp.js connection that reads. */
interface Reading extends EventEmitter {
  _onData?: (data: Buffer) => void
  timeout?: number
  readonly parser?: { readonly write: (text: string) => void } | null
}

/** By itself it waits two seconds for a connection, which is little on a busy machine. */
const patienceMs = 20_000

/**
 * Lets a connection of xmpp.js read as a stream has to be read. By itself it cuts a character in two where a packet ends,
 * and throws where nobody can catch it when something comes after the end of the stream.
 */
export const readsWhole = (connection: EventEmitter): void => {
  const reading: Reading = connection
  const state = { decoder: new StringDecoder('utf8') }
  connection.on('connect', () => {
    state.decoder = new StringDecoder('utf8')
  })
  reading.timeout = patienceMs
  reading._onData = (data) => reading.parser?.write(state.decoder.write(data))
}
