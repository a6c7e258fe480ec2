/**
 * What the module did beside what the rules do with `policies.prosody`, step by step, aspect by aspect.
 */
import type { Played, Seen } from 'xmpp-push-rules/conformance'

type Observed = Seen['observed']
export type Push = Observed['pushes'][number]

/** What differs: one thing that only one side did, or one thing in a push that both made. */
export type Aspect =
  | 'only-module'
  | 'only-library'
  | 'answer'
  | 'resume-timeout'
  | 'form-type'
  | 'empty-fields'
  | 'node'
  | 'sender'
  | 'body'
  | 'publish-options'
  | 'anything-else'

/** One difference. */
export interface Difference {
  readonly aspect: Aspect
  readonly step: number
  readonly module?: Push
  readonly library?: Push
  /** Of answers and timeouts: what each side did, in words. */
  readonly words?: { readonly module: string; readonly library: string }
}

const nameOf = ({ account, service, node }: Push): string => JSON.stringify([account, service, node ?? ''])

type Fields = Push['summary']

export const valueOf = (fields: Fields, name: string): string | undefined =>
  fields.find((field) => field.name === name)?.values[0]

const isEmpty = ({ values }: Fields[number]): boolean => values.every((value) => value === '')

const others = (fields: Fields): string =>
  JSON.stringify(
    fields
      .filter((field) => !isEmpty(field) && !['last-message-sender', 'last-message-body'].includes(field.name))
      .map(({ name, values }) => [name, values])
      .sort(),
  )

const optionsText = ({ options }: Push): string => JSON.stringify(options ?? null)

/** The aspects in which two pushes to one registration differ. */
const aspects = (module: Push, library: Push): ReadonlyArray<Aspect> => {
  const differing: ReadonlyArray<readonly [Aspect, boolean]> = [
    ['form-type', module.formType !== library.formType],
    ['empty-fields', module.summary.some(isEmpty) !== library.summary.some(isEmpty)],
    ['node', module.node !== library.node],
    ['sender', valueOf(module.summary, 'last-message-sender') !== valueOf(library.summary, 'last-message-sender')],
    ['body', valueOf(module.summary, 'last-message-body') !== valueOf(library.summary, 'last-message-body')],
    ['publish-options', optionsText(module) !== optionsText(library)],
    [
      'anything-else',
      others(module.summary) !== others(library.summary) ||
        module.from !== library.from ||
        module.type !== library.type,
    ],
  ]
  return differing.flatMap(([aspect, differs]) => (differs ? [aspect] : []))
}

/** What may differ without that the two are about different stanzas. */
const OF_FORM: ReadonlyArray<Aspect> = ['form-type', 'empty-fields', 'node', 'publish-options']

const take = <A>(from: Array<A>, matches: (candidate: A) => boolean): A | undefined => {
  const index = from.findIndex(matches)
  return index < 0 ? undefined : from.splice(index, 1)[0]
}

/** Pushes are paired by registration, those that say the same first. */
const ofPushes = (step: number, module: Observed, library: Observed): ReadonlyArray<Difference> => {
  const left = [...library.pushes]
  const isTwin =
    (push: Push) =>
    (other: Push): boolean =>
      nameOf(push) === nameOf(other) && aspects(push, other).every((aspect) => OF_FORM.includes(aspect))
  const twins = module.pushes.map((push) => ({ push, twin: take(left, isTwin(push)) }))
  const paired = twins.map(({ push, twin }) => ({
    push,
    twin: twin ?? take(left, (other) => nameOf(push) === nameOf(other)),
  }))
  return [
    ...paired.flatMap(({ push, twin }): ReadonlyArray<Difference> =>
      twin === undefined
        ? [{ aspect: 'only-module', step, module: push }]
        : aspects(push, twin).map((aspect) => ({ aspect, step, module: push, library: twin })),
    ),
    ...left.map((push): Difference => ({ aspect: 'only-library', step, library: push })),
  ]
}

const answersOf = ({ answers }: Observed): ReadonlyArray<string> =>
  answers.map(({ account, resource, id, answer }) => `${account}/${resource} ${id ?? ''} ${answer}`)

const timeoutsOf = ({ timeouts }: Observed): ReadonlyArray<string> =>
  timeouts.map(({ account, resource, timeoutMs }) => `${account}/${resource} ${timeoutMs}`)

/** In words what the other side did not do. */
const beyond = (texts: ReadonlyArray<string>, others: ReadonlyArray<string>): string => {
  const left = [...others]
  return texts
    .filter((text) => take(left, (other) => other === text) === undefined)
    .sort()
    .join('; ')
}

const ofWords = (
  aspect: Aspect,
  step: number,
  there: ReadonlyArray<string>,
  here: ReadonlyArray<string>,
): ReadonlyArray<Difference> => {
  const words = { module: beyond(there, here), library: beyond(here, there) }
  return words.module === '' && words.library === '' ? [] : [{ aspect, step, words }]
}

const NOTHING: Observed = { pushes: [], answers: [], timeouts: [], explained: [], inspected: {} }

/** All differences at one step. */
export const differencesAt = (step: number, module: Played, library: Played): ReadonlyArray<Difference> => {
  const there = module.seen[step]?.observed ?? NOTHING
  const here = library.seen[step]?.observed ?? NOTHING
  return [
    ...ofWords('answer', step, answersOf(there), answersOf(here)),
    ...ofPushes(step, there, here),
    ...ofWords('resume-timeout', step, timeoutsOf(there), timeoutsOf(here)),
  ]
}

/** From here on the two hold different things, so that what follows says nothing any more. */
export const parts = ({ aspect }: Difference): boolean =>
  ['only-module', 'only-library', 'answer', 'resume-timeout'].includes(aspect)

const pushText = (push: Push | undefined): string =>
  push === undefined
    ? 'no push'
    : `a push to ${push.service}#${push.node ?? ''} (${push.summary.map(({ name, values }) => `${name}=${values.join()}`).join(' ')})`

/** A difference in words. */
export const differenceText = ({ aspect, step, module, library, words }: Difference): string =>
  words === undefined
    ? `step ${step + 1}, ${aspect}: the module made ${pushText(module)}, the rules ${pushText(library)}`
    : `step ${step + 1}, ${aspect}: of the module ${words.module || 'nothing'}, of the rules ${words.library || 'nothing'}`
