import { Parser, type Element } from '@xmpp/xml'

/** Reads one element with the parser that the clients use. */
export const parseElement = (text: string): Element => {
  const parser = new Parser()
  let found: Element | undefined
  parser.on('element', (element) => {
    found = element
  })
  parser.on('error', (error) => {
    throw new Error(`${error.message} in ${text}`)
  })
  parser.write(`<stream>${text}`)
  if (found === undefined) throw new Error(`no element in ${text}`)
  found.parent = null
  return found
}
