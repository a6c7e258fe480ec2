import type { Adapter, Host, Law } from 'xmpp-push-rules/conformance'
import { select } from 'xmpp-push-rules/conformance'
import { mutants } from './mutants/index.js'

/** The law of an id that is there. */
export const lawOf = (id: string): Law => {
  const [law] = select({ id })
  if (law === undefined) throw new Error(`no law ${id}`)
  return law
}

/** A mutant of an id that is there. */
export const mutantOf = (id: string): Adapter<Host> => {
  const found = mutants.find((mutant) => mutant.id === id)
  if (found === undefined) throw new Error(`no mutant ${id}`)
  return found.adapter
}
