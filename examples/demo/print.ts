/**
 * What a person sees: steps, differences and the summary, as lines of text.
 */
import { explain, type Effect, type Event, withId } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import type { Explained } from './compare.js'
import type { Step } from './engine.js'
import type { ObservedPush } from './observed.js'
import type { Replayed } from './replay.js'

/** Colours, or none: every function takes text and gives text. */
export type Paint = Readonly<Record<'push' | 'skip' | 'bad' | 'dim' | 'bold', (text: string) => string>>

const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`
const plain = (text: string): string => text

export const paint = (colours: boolean): Paint =>
  colours
    ? { push: ansi(32), skip: ansi(33), bad: ansi(31), dim: ansi(2), bold: ansi(1) }
    : { push: plain, skip: plain, bad: plain, dim: plain, bold: plain }

/** What to show of a step. */
export interface Shown {
  readonly paint: Paint
  readonly xml: boolean
}

/** `00:00:01.250` of a day, or the whole date for real epochs. */
const time = (at: number): string => {
  const iso = new Date(at).toISOString()
  return at < 86_400_000 ? iso.slice(11, 23) : iso.replace('T', ' ').slice(0, 23)
}

const subject = (event: Event): string => {
  const keys = 'delivery' in event ? [event.delivery.key] : 'queue' in event ? event.queue.map(({ key }) => key) : []
  const parts = [
    'resource' in event ? event.resource : '',
    'timer' in event ? event.timer : '',
    keys.slice(0, 4).join(' '),
  ]
  return [...parts.filter((part) => part !== ''), ...(keys.length > 4 ? [`… ${keys.length} stanzas`] : [])].join(' ')
}

const place = ({ service, node }: { readonly service: string; readonly node: string }): string =>
  node === '' ? service : `${service} ${node}`

const xmlLines = (
  { xml, paint: { dim } }: Shown,
  element: Parameters<typeof serializeXml>[0],
): ReadonlyArray<string> => (xml ? [`         ${dim(serializeXml(element))}`] : [])

/** One effect; the id in the XML is the host's to choose, the demo's is `demo`. */
const effectLines = (shown: Shown, effect: Effect): ReadonlyArray<string> => {
  const { push, skip, dim } = shown.paint
  switch (effect._tag) {
    case 'Publish':
    case 'Skip': {
      const word = effect._tag === 'Publish' ? push('push') : skip('skip')
      const rules = [...new Set(effect.decision.reasons.map(({ rule }) => rule))].join(' ')
      return [
        `  ${word}   ${place(effect.registration)}  ${effect.key ?? ''}  [${rules}]`,
        `         ${dim(explain(effect.decision))}`,
        ...(effect._tag === 'Publish' ? xmlLines(shown, withId('demo')(effect.iq)) : []),
      ]
    }
    case 'Reply':
      return [`  reply  ${effect.resource}  ${effect.iq.attrs['type'] ?? ''}`, ...xmlLines(shown, effect.iq)]
    case 'Save':
      return [`  save   ${effect.registrations.length} registration${effect.registrations.length === 1 ? '' : 's'}`]
    case 'Drop':
      return [`  drop   ${place(effect.registration)}  ${effect.reason}`]
    case 'StartTimer':
      return [dim(`  timer  ${effect.timer} in ${effect.delayMs} ms`)]
    case 'StopTimer':
      return [dim(`  timer  ${effect.timer} stopped`)]
    case 'SetResumeTimeout':
      return [`  wait   ${effect.resource} for ${effect.timeoutMs} ms to resume`]
  }
}

const replayedLines = (shown: Shown, { account, event, effects }: Replayed): ReadonlyArray<string> => [
  `${shown.paint.dim(time(event.at))} ${shown.paint.bold(event._tag)} ${account} ${subject(event)}`,
  ...effects.flatMap((effect) => effectLines(shown, effect)),
]

const pushText = (push: ObservedPush | undefined): string =>
  push === undefined
    ? 'no push'
    : `push to ${place(push)} ${JSON.stringify(push.summary)}${Object.keys(push.publishOptions).length === 0 ? '' : ` options ${JSON.stringify(push.publishOptions)}`}`

/** A difference: both sides, and the deviation that explains it. */
export const differenceLines = (
  { paint: { bad, dim } }: Shown,
  { difference, deviation }: Explained,
): ReadonlyArray<string> => [
  deviation === undefined
    ? bad(`  differs for no documented reason (${difference.aspect} on ${difference.trigger})`)
    : dim(`  differs, deviation ${deviation.number}: ${deviation.title}`),
  `    module:  ${pushText(difference.module)}`,
  `    library: ${pushText(difference.library)}`,
]

/** A whole step. */
export const stepLines = (shown: Shown, { replayed, comparison }: Step): ReadonlyArray<string> => [
  ...replayed.flatMap((one) => replayedLines(shown, one)),
  ...(comparison?.differences ?? []).flatMap((one) => differenceLines(shown, one)),
  ...(comparison?.repliesAgree === false ? [shown.paint.bad('  the replies differ')] : []),
  ...(comparison?.registrationsAgree === false ? [shown.paint.bad('  the registrations differ')] : []),
]
