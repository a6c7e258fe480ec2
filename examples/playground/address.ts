/**
 * A scene in the address: deflated, in base64 for addresses, so that a link shows the same to somebody else.
 */
import { readScene, type Scene, sceneText } from './scene.js'

/** A link that somebody made by hand unfolds to no more octets than this. */
const MAX_OCTETS = 4_000_000

const through = async (
  octets: Uint8Array<ArrayBuffer>,
  change: CompressionStream | DecompressionStream,
): Promise<Uint8Array> => {
  const reader = new Blob([octets]).stream().pipeThrough<Uint8Array>(change).getReader()
  const parts: Array<number> = []
  for (let read = await reader.read(); !read.done && parts.length < MAX_OCTETS; read = await reader.read()) {
    for (const octet of read.value) parts.push(octet)
  }
  return Uint8Array.from(parts)
}

export const toAddress = async (scene: Scene): Promise<string> => {
  const octets = await through(new TextEncoder().encode(sceneText(scene)), new CompressionStream('deflate-raw'))
  const base64 = btoa(Array.from(octets, (octet) => String.fromCodePoint(octet)).join(''))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The scene of an address; of one that holds none, the first scene. */
export const fromAddress = async (address: string): Promise<Scene> => {
  try {
    const text = atob(address.replaceAll('-', '+').replaceAll('_', '/'))
    const octets = Uint8Array.from(text, (one) => one.codePointAt(0) ?? 0)
    return readScene(new TextDecoder().decode(await through(octets, new DecompressionStream('deflate-raw'))))
  } catch {
    return readScene('')
  }
}
