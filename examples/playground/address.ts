/**
 * A scene in the address: deflated, in base64 for addresses, so that a link shows the same to somebody else.
 */
import { readScene, type Scene, sceneText } from './scene.js'

/** A longer address, which no page made, could unfold to more than a page can hold. */
const MAX_LENGTH = 100_000

const through = async (octets: BlobPart, change: CompressionStream | DecompressionStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([octets]).stream().pipeThrough(change)).arrayBuffer())

export const toAddress = async (scene: Scene): Promise<string> => {
  const octets = await through(sceneText(scene), new CompressionStream('deflate-raw'))
  const base64 = btoa(Array.from(octets, (octet) => String.fromCodePoint(octet)).join(''))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The scene of an address; of one that holds none, the first scene. */
export const fromAddress = async (address: string): Promise<Scene> => {
  try {
    const text = atob(address.slice(0, MAX_LENGTH).replaceAll('-', '+').replaceAll('_', '/'))
    const octets = Uint8Array.from(text, (one) => one.codePointAt(0) ?? 0)
    return readScene(new TextDecoder().decode(await through(octets, new DecompressionStream('deflate-raw'))))
  } catch {
    return readScene('')
  }
}
