/**
 * The replies of a step on both sides: what was asked, and where the answers differ.
 */
import { type Deviation, explainReplies } from './deviations.js'
import { repliesTo, requestOf } from './module-requests.js'
import { type Observed, observeEffect, type ObservedReply } from './observed.js'
import type { Replayed } from './replay.js'

/** Two answers to one request; without a deviation they are a fault. */
export interface ExplainedReplies {
  readonly library: ObservedReply | undefined
  readonly module: ObservedReply | undefined
  readonly deviation: Deviation | undefined
}

const same = (a: ObservedReply, b: ObservedReply): boolean => a.to === b.to && a.id === b.id

/** Where the replies of a step differ. */
export const compareReplies = (
  steps: ReadonlyArray<Replayed>,
  sent: ReadonlyArray<Observed>,
): ReadonlyArray<ExplainedReplies> => {
  const theirs = sent.filter((one) => one.kind === 'reply')
  const ours = steps.flatMap(({ event, effects }) =>
    effects.flatMap((effect) => {
      const reply = observeEffect(effect)
      return reply?.kind === 'reply'
        ? [{ reply, request: event._tag === 'IqReceived' ? requestOf(event.iq) : undefined }]
        : []
    }),
  )
  const differing = ours.flatMap(({ reply, request }): ReadonlyArray<ExplainedReplies> => {
    const module = theirs.find((other) => same(reply, other))
    if (module?.answer === reply.answer) return []
    const deviation = module && explainReplies(repliesTo(request, reply.answer, module.answer))
    return [{ library: reply, module, deviation }]
  })
  const alone = theirs.filter((other) => !ours.some(({ reply }) => same(reply, other)))
  return [...differing, ...alone.map((module) => ({ library: undefined, module, deviation: undefined }))]
}
