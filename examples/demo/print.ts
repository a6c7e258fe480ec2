/**
 * What a person sees: steps, differences and the summary, as lines of text. Whatever came from a log is made visible
 * first, so that no client can paint or hide anything.
 */
import { explain, type Effect, type EffectOf, type Event, publishText, replyText } from 'xmpp-push-rules'
import type { Explained } from './compare.js'
import type { Deviation } from './deviations.js'
import type { Step } from './engine.js'
import type { ObservedPush, ObservedReply } from './observed.js'
import type { ExplainedReplies } from './replies.js'
import type { Replayed } from './replay.js'
import { visible } from './visible.js'

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

/** Beyond this a date has no name. */
const LAST_DATE = 8.64e15
const DAY = 86_400_000

/** `00:00:01.250` of a day, or the whole date for real epochs. */
const time = (at: number): string => {
  if (Math.abs(at) > LAST_DATE) return `${at} ms`
  const iso = new Date(at).toISOString()
  return at < DAY ? iso.slice(11, 23) : iso.replace('T', ' ').slice(0, 23)
}

const MOST_KEYS = 4

const subject = (event: Event): string => {
  const keys = 'delivery' in event ? [event.delivery.key] : 'queue' in event ? event.queue.map(({ key }) => key) : []
  const resource = 'resource' in event ? (event.resource ?? '') : ''
  const timer = 'timer' in event ? event.timer : ''
  const more = keys.length > MOST_KEYS ? `… ${keys.length} stanzas` : ''
  return [resource, timer, keys.slice(0, MOST_KEYS).join(' '), more]
    .filter((part) => part !== '')
    .map(visible)
    .join(' ')
}

const place = ({ service, node }: { readonly service: string; readonly node: string }): string =>
  visible(node === '' ? service : `${service} ${node}`)

const xmlLines = ({ xml, paint: { dim } }: Shown, text: string): ReadonlyArray<string> =>
  xml ? [`         ${dim(visible(text))}`] : []

/** A push or a skip, with its reasons; of a sealed push the host alone can make what goes out, so its plaintext is shown. */
const decisionLines = (shown: Shown, effect: EffectOf<'Publish' | 'PublishSealed' | 'Skip'>): ReadonlyArray<string> => {
  const { push, skip, dim } = shown.paint
  const word = effect._tag === 'Skip' ? skip('skip') : push('push')
  const rules = [...new Set(effect.decision.reasons.map(({ rule }) => rule))].join(' ')
  return [
    `  ${word}   ${place(effect.registration)}  ${visible(effect.key ?? '')}  [${rules}]`,
    `         ${dim(explain(effect.decision))}`,
    ...(effect._tag === 'Publish' ? xmlLines(shown, publishText('demo')(effect)) : []),
    ...(effect._tag === 'PublishSealed' ? xmlLines(shown, `to be sealed: ${effect.plaintext}`) : []),
  ]
}

/** One effect; the id in the XML is the host's to choose, the demo's is `demo`. */
const effectLines = (shown: Shown, effect: Effect): ReadonlyArray<string> => {
  const { dim } = shown.paint
  switch (effect._tag) {
    case 'Publish':
    case 'PublishSealed':
    case 'Skip':
      return decisionLines(shown, effect)
    case 'Reply': {
      const { resource, error } = effect
      const answer = error === undefined ? 'result' : `${error.type}/${error.condition}`
      return [`  reply  ${visible(resource)}  ${answer}`, ...xmlLines(shown, replyText(effect))]
    }
    case 'Save':
      return [`  save   ${effect.registrations.length} registration${effect.registrations.length === 1 ? '' : 's'}`]
    case 'Drop':
      return [`  drop   ${place(effect.registration)}  ${effect.reason}`]
    case 'StartTimer':
      return [dim(`  timer  ${visible(effect.timer)} in ${effect.delayMs} ms`)]
    case 'StopTimer':
      return [dim(`  timer  ${visible(effect.timer)} stopped`)]
    case 'SetResumeTimeout':
      return [`  wait   ${visible(effect.resource)} for ${effect.timeoutMs} ms to resume`]
  }
}

const replayedLines = (shown: Shown, { account, event, effects }: Replayed): ReadonlyArray<string> => [
  `${shown.paint.dim(time(event.at))} ${shown.paint.bold(event._tag)} ${visible(account)} ${subject(event)}`,
  ...effects.flatMap((effect) => effectLines(shown, effect)),
]

const pushText = (push: ObservedPush | undefined): string => {
  if (push === undefined) return 'no push'
  const { summary, publishOptions, formType } = push
  const options = Object.keys(publishOptions).length === 0 ? '' : ` options ${JSON.stringify(publishOptions)}`
  const typed = formType === undefined || formType === '' ? '' : `, FORM_TYPE ${formType}`
  return `push to ${place(push)} ${visible(`${JSON.stringify(summary)}${options}${typed}`)}`
}

const replyLine = (reply: ObservedReply | undefined): string =>
  reply === undefined ? 'no reply' : visible(`${reply.answer} to ${reply.to}, id ${reply.id}`)

const bothLines = ({ bad, dim }: Paint, deviation: Deviation | undefined, what: string): string =>
  deviation === undefined
    ? bad(`  differs for no documented reason (${what})`)
    : dim(
        deviation.number === undefined
          ? `  differs, ${deviation.id}: ${deviation.title}`
          : `  differs, deviation ${deviation.number}: ${deviation.title}`,
      )

/** A difference of pushes: both sides, and the deviation that explains it. */
const differenceLines = ({ paint }: Shown, { difference, deviation }: Explained): ReadonlyArray<string> => [
  bothLines(paint, deviation, `${difference.aspect} on ${difference.trigger}`),
  `    module:  ${pushText(difference.module)}`,
  `    library: ${pushText(difference.library)}`,
]

/** The same of replies. */
const repliesLines = ({ paint }: Shown, { library, module, deviation }: ExplainedReplies): ReadonlyArray<string> => [
  bothLines(paint, deviation, 'replies'),
  `    module:  ${replyLine(module)}`,
  `    library: ${replyLine(library)}`,
]

/** A whole step. */
export const stepLines = (shown: Shown, { replayed, comparison }: Step): ReadonlyArray<string> => [
  ...replayed.flatMap((one) => replayedLines(shown, one)),
  ...(comparison?.differences ?? []).flatMap((one) => differenceLines(shown, one)),
  ...(comparison?.replies ?? []).flatMap((one) => repliesLines(shown, one)),
  ...(comparison?.registrationsAgree === false ? [shown.paint.bad('  the registrations differ')] : []),
]
