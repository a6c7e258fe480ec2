import { defaultOptions } from 'xmpp-push-rules'
import { type Adapter, type Host, type Law, laws, select, transcriptOf } from 'xmpp-push-rules/conformance'
import { observe } from '../../src/conformance/observe.js'
import type { Step } from '../../src/conformance/scene.js'
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

/** Every law whose scenes are generated, as rows of a table of tests. */
export const generated: ReadonlyArray<readonly [id: string, law: Law]> = laws.flatMap((law) =>
  law.check._tag === 'Generated' ? [[law.id, law] as const] : [],
)

/** What an implementation that does nothing shows. */
export const SILENCE = observe([])

/** The action of a step as a transcript has it. */
export const actionText = ({ action }: Step): string => {
  const seen = [{ action, at: 0, outputs: [], observed: SILENCE }]
  const [, text = ''] = transcriptOf(
    { options: {}, steps: [] },
    { options: defaultOptions, seen, fault: undefined },
  ).split('1. at 0 ms: ')
  return text
}
