import type { Predicted, Prediction } from './oracle.js'
import type { Entry, SceneRecord } from './run-scene.js'
import { readXml, showView, viewPublish, viewReply, type PublishView, type View } from './wire.js'

/** One thing that the library and the server did not do alike; what one of them did not do at all is absent. */
export interface Difference {
  readonly step: number
  readonly library: Predicted | undefined
  readonly server: { readonly view: View; readonly xml: string } | undefined
}

interface Seen {
  readonly step: number
  readonly view: View
  readonly xml: string
}

const seenOnTheWire = (entries: ReadonlyArray<Entry>): ReadonlyArray<Seen> =>
  entries.flatMap((entry): ReadonlyArray<Seen> => {
    if (entry.kind === 'publish') return [{ step: entry.step, view: viewPublish(readXml(entry.xml)), xml: entry.xml }]
    if (entry.kind !== 'reply' || !entry.request.includes('urn:xmpp:push:0')) return []
    return [{ step: entry.step, view: viewReply(readXml(entry.reply)), xml: entry.reply }]
  })

/** The step that was under way at that time. */
export const stepAt = (record: SceneRecord, at: number): number =>
  record.entries.reduce(
    (step, entry) => (entry.kind === 'step' && entry.at <= at - record.began ? entry.step : step),
    0,
  )

/** Publishes are compared one registration at a time: between registrations the order is free. */
const subjectOf = (view: View): string =>
  view.kind === 'reply' ? `reply ${view.id}` : `publish ${view.service} ${view.node ?? ''}`

const withoutEmptyFields = (view: View): View =>
  view.kind === 'reply' || view.summary === undefined
    ? view
    : { ...view, summary: { type: 'submit', fields: view.summary.fields.filter(({ values }) => values.length > 0) } }

/** A field without a value says as much as no field, and the form's type says nothing (deviation 8). */
export const agree = (a: View, b: View): boolean =>
  JSON.stringify(withoutEmptyFields(a)) === JSON.stringify(withoutEmptyFields(b))

const groupBy = <A>(key: (item: A) => string, items: ReadonlyArray<A>): ReadonlyMap<string, ReadonlyArray<A>> =>
  items.reduce(
    (groups, item) => groups.set(key(item), [...(groups.get(key(item)) ?? []), item]),
    new Map<string, ReadonlyArray<A>>(),
  )

/** On a busy machine a publish may arrive when the next step has begun. */
export const neighbouring = 2

interface Unpaired {
  readonly library: ReadonlyArray<InStep>
  readonly server: ReadonlyArray<Seen>
}

interface InStep {
  readonly step: number
  readonly predicted: Predicted
}

/** Takes away what both sides did alike, no more than so many steps apart. */
const withoutAgreed = ({ library, server }: Unpaired, apart: number): Unpaired =>
  server.reduce<Unpaired>(
    (left, seen) => {
      const found = left.library.findIndex(
        ({ step, predicted }) => Math.abs(step - seen.step) <= apart && agree(predicted.view, seen.view),
      )
      return found < 0
        ? { ...left, server: [...left.server, seen] }
        : { ...left, library: left.library.filter((_, index) => index !== found) }
    },
    { library, server: [] },
  )

interface Paired {
  readonly differences: ReadonlyArray<Difference>
  readonly left: Unpaired
}

/** Puts what is left beside each other, in order, where it is no more than so many steps apart. */
const pairUpTo = ({ differences, left }: Paired, apart: number): Paired =>
  left.library.reduce<Paired>(
    (paired, one) => {
      const seen = paired.left.server.find(({ step }) => Math.abs(step - one.step) <= apart)
      return seen === undefined
        ? { ...paired, left: { ...paired.left, library: [...paired.left.library, one] } }
        : {
            differences: [...paired.differences, { step: one.step, library: one.predicted, server: seen }],
            left: { ...paired.left, server: paired.left.server.filter((each) => each !== seen) },
          }
    },
    { differences, left: { library: [], server: left.server } },
  )

/** What is left: of the same step first, then of neighbouring ones; the rest has nothing beside it. */
const pairRest = (left: Unpaired): ReadonlyArray<Difference> => {
  const near = pairUpTo(pairUpTo({ differences: [], left }, 0), neighbouring)
  return [
    ...near.differences,
    ...near.left.library.map(({ step, predicted }) => ({ step, library: predicted, server: undefined })),
    ...near.left.server.map((server) => ({ step: server.step, library: undefined, server })),
  ]
}

/** Every difference between what the library would have sent and what the server sent, in the order of the steps. */
export const compare = (record: SceneRecord, { predicted }: Prediction): ReadonlyArray<Difference> => {
  const ours = predicted.map((one): InStep => ({ step: stepAt(record, one.at), predicted: one }))
  const library = groupBy((one) => subjectOf(one.predicted.view), ours)
  const server = groupBy((one) => subjectOf(one.view), seenOnTheWire(record.entries))
  return [...new Set([...library.keys(), ...server.keys()])]
    .flatMap((subject) => {
      const all = { library: library.get(subject) ?? [], server: server.get(subject) ?? [] }
      return pairRest(withoutAgreed(withoutAgreed(all, 0), neighbouring))
    })
    .sort((a, b) => a.step - b.step)
}

export const showDifference = ({ step, library, server }: Difference): string =>
  [
    `step ${step}`,
    `  library: ${library === undefined ? 'nothing' : `${showView(library.view)} (${library.cause.event._tag})`}`,
    `  server:  ${server === undefined ? 'nothing' : showView(server.view)}`,
  ].join('\n')

/** Both sides of a difference between publishes. */
export const publishes = (
  difference: Difference,
): { readonly library: PublishView | undefined; readonly server: PublishView | undefined } => {
  const of = (view: View | undefined): PublishView | undefined => (view?.kind === 'publish' ? view : undefined)
  return { library: of(difference.library?.view), server: of(difference.server?.view) }
}
