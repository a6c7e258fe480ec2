/** What the predicates of the deviations ask of a difference and of what led to it. */
import type { Delivery, XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import { type Difference, type Push, valueOf } from './difference.js'
import { deliveriesOf, eventsAt, explainedAt, history, type Situation, tagsAt } from './situation.js'

export const bodyOf = (push: Push | undefined): string | undefined => {
  const body = push && valueOf(push.summary, 'last-message-body')
  return body === '' ? undefined : body
}

const pushOf = ({ module, library }: Difference): Push | undefined => module ?? library

/** The same with the push that differs, where there is one. */
export const withPush =
  (explains: (situation: Situation, push: Push) => boolean) =>
  (situation: Situation): boolean => {
    const push = pushOf(situation.difference)
    return push !== undefined && explains(situation, push)
  }

export const isAspect = ({ difference }: Situation, ...aspects: ReadonlyArray<Difference['aspect']>): boolean =>
  aspects.includes(difference.aspect)

export const hasRule = (situation: Situation, push: Push, rule: string): boolean =>
  explainedAt(situation, situation.difference.step, push).some(({ pushed, rules }) => !pushed && rules.includes(rule))

/** A session's queue holds copies, and what is collected for it are copies of those. */
export const isOfCopies = (situation: Situation, step: number): boolean =>
  situation.scene.steps[step]?.action._tag === 'Advance' ||
  tagsAt(situation, step).every((tag) =>
    ['HibernationStarted', 'QueuedWhileHibernating', 'AckDelayed', 'SessionClosed'].includes(tag),
  )

/** How the rules told a stanza that they pass over now: by a push for it or for another, and whether a copy was concerned. */
export const toldBy = (situation: Situation, push: Push): ReadonlySet<'push' | 'stand-in'> => {
  const { step } = situation.difference
  const passedOver = explainedAt(situation, step, push).filter(
    ({ pushed, rules }) => !pushed && rules.includes('DUP-1'),
  )
  const before = history(situation, push).filter((one) => one < step)
  return new Set(
    passedOver.flatMap(({ key }): ReadonlyArray<'push' | 'stand-in'> => {
      const told = before.filter((one) => explainedAt(situation, one, push).some((it) => it.key === key && it.pushed))
      const last = told[0]
      if (last === undefined) return ['stand-in']
      return isOfCopies(situation, step) || isOfCopies(situation, last) ? ['push'] : []
    }),
  )
}

/** Whether what the rules push now was told before: to a registration of the same key that is gone (DUP-1). */
export const wasToldBefore = (situation: Situation, push: Push): boolean => {
  const { step } = situation.difference
  const now = explainedAt(situation, step, push).flatMap(({ pushed, key }) =>
    pushed && key !== undefined ? [key] : [],
  )
  return history(situation, push).some(
    (one) => one < step && explainedAt(situation, one, push).some((it) => it.pushed && now.includes(it.key ?? '')),
  )
}

/** Whose difference it is; answers and timeouts begin with `account/resource`. */
const accountOf = ({ difference }: Situation): string | undefined =>
  pushOf(difference)?.account ?? (difference.words?.module || difference.words?.library)?.split('/')[0]

/** A carbon copy: of the account's own, or from anybody. */
export const isCarbon =
  (situation: Situation, isOwn: boolean) =>
  ({ stanza }: Delivery): boolean =>
    serializeXml(stanza).includes('urn:xmpp:carbons:2') && (stanza.attrs['from'] === accountOf(situation)) === isOwn

const bodies = (stanza: XmlElement): ReadonlyArray<XmlElement> =>
  stanza.children.filter((child): child is XmlElement => typeof child === 'object' && child.name === 'body')

/** It has several bodies, the first of them empty; a carbon may hold such a message. */
export const isEmptyFirst = (stanza: XmlElement): boolean =>
  (bodies(stanza).length > 1 && bodies(stanza)[0]?.children.length === 0) ||
  stanza.children.some((child) => typeof child === 'object' && isEmptyFirst(child))

/** Whether a stanza that the difference may be about is of that kind. */
export const isAbout = (situation: Situation, isOfKind: (delivery: Delivery) => boolean): boolean =>
  deliveriesOf(situation, pushOf(situation.difference)).some(isOfKind)

/** A session closes, or another one takes its resource. */
export const endsSession = (situation: Situation, step: number): boolean =>
  tagsAt(situation, step).some((tag) => tag === 'SessionClosed' || tag === 'SessionOpened')

/** Something was enabled since the server started again. */
export const enabledSinceRestart = (situation: Situation, push: Push): boolean => {
  const restart = situation.scene.steps.findLastIndex(
    ({ action }, step) => action._tag === 'Restart' && step < situation.difference.step,
  )
  return (
    restart >= 0 &&
    history(situation, push).some(
      (step) =>
        step > restart && eventsAt(situation, step).some((event) => JSON.stringify(event).includes('"name":"enable"')),
    )
  )
}

/** Requests of the client so far, by the name of their element. */
export const requests = (situation: Situation, push: Push, name: string): number =>
  history(situation, push)
    .flatMap((step) => eventsAt(situation, step))
    .filter((event) => JSON.stringify(event).includes(`"name":"${name}"`)).length

export const answered = (
  { difference: { words } }: Situation,
  module: string,
  ...library: ReadonlyArray<string>
): boolean =>
  words !== undefined &&
  words.module.endsWith(` ${module}`) &&
  library.some((answer) => words.library.endsWith(` ${answer}`))

export const timeoutOf = (words: string | undefined): number | undefined =>
  words === undefined || words === '' ? undefined : Number(words.split(' ').at(-1))

type Fields = NonNullable<Push['options']>

/** The form without its type: that is another deviation. */
export const formText = (fields: Fields | undefined): string =>
  JSON.stringify((fields ?? []).flatMap(({ name, values }) => (name === 'FORM_TYPE' ? [] : [[name, values]])))

const isElement = (part: XmlElement | string): part is XmlElement => typeof part === 'object'

/** All elements of a tree, the outermost first. */
const elements = (element: XmlElement): ReadonlyArray<XmlElement> => [
  element,
  ...element.children.filter(isElement).flatMap(elements),
]

const textIn = (element: XmlElement): string => element.children.filter((part) => typeof part === 'string').join('')

/** The first form of every enable of this registration, as `formText` has them. */
export const formsOf = (situation: Situation, push: Push): ReadonlyArray<string> =>
  history(situation, push)
    .flatMap((step) => eventsAt(situation, step))
    .flatMap((event) => ('iq' in event ? elements(event.iq) : []))
    .filter(
      ({ name, attrs: { jid, node = '' } }) => name === 'enable' && jid === push.service && node === (push.node ?? ''),
    )
    .map((enable) =>
      formText(
        elements(elements(enable).find(({ name }) => name === 'x') ?? enable)
          .filter(({ name }) => name === 'field')
          .map((field) => ({
            name: field.attrs['var'] ?? '',
            values: elements(field)
              .filter(({ name }) => name === 'value')
              .map(textIn),
          })),
      ),
    )

const failsToSave = ({ scene }: Situation, step: number): boolean => {
  const last = scene.steps.slice(0, step).findLast(({ action }) => action._tag === 'FailSaves')?.action
  return last?._tag === 'FailSaves' && last.failing
}

/** The last error that came for a registration could not be saved. */
export const lastErrorUnsaved = (situation: Situation, push: Push): boolean => {
  const step = history(situation, push).findLast((one) =>
    eventsAt(situation, one).some(
      (event) =>
        event._tag === 'PublishAnswered' &&
        event.answer._tag === 'Rejected' &&
        event.registration.service === push.service &&
        event.registration.node === (push.node ?? ''),
    ),
  )
  return step !== undefined && failsToSave(situation, step)
}

/** What was asked for a registration last, if that could not be saved. */
export const lastUnsaved = (situation: Situation, push: Push): 'enable' | 'disable' | undefined => {
  const asked = history(situation, push).flatMap((step) =>
    eventsAt(situation, step)
      .flatMap((event) => ('iq' in event ? elements(event.iq) : []))
      .flatMap(({ name, attrs: { jid, node } }): ReadonlyArray<readonly [number, 'enable' | 'disable']> => {
        const isNode = (node ?? '') === (push.node ?? '')
        if (jid !== push.service) return []
        if (name === 'enable') return isNode ? [[step, 'enable']] : []
        return name === 'disable' && (isNode || node === undefined) ? [[step, 'disable']] : []
      }),
  )
  const [step, what] = asked.at(-1) ?? []
  return step !== undefined && failsToSave(situation, step) ? what : undefined
}
