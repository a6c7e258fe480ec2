/**
 * IMP: what a law about one cause of importance is made of.
 */
import type * as fc from 'fast-check'
import type { XmlElement } from '../../xml/element.js'
import { stanza, type StanzaKind } from '../arbitraries/stanza.js'

/** One law: its id, what it says, where that is from, whether the stanzas are important, and the stanzas. */
export interface Row {
  readonly id: string
  readonly requirement: string
  readonly source: string
  readonly important: boolean
  readonly stanzas: fc.Arbitrary<XmlElement>
}

export const row = (
  id: string,
  important: boolean,
  source: string,
  requirement: string,
  stanzas: fc.Arbitrary<XmlElement>,
): Row => ({
  id,
  requirement,
  source,
  important,
  stanzas,
})

export const kinds = (...names: ReadonlyArray<StanzaKind>): fc.Arbitrary<XmlElement> => stanza(undefined, names)
