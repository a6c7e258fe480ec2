/**
 * Who sees what of a push: for each value, what the server, the app server, and Apple or Google see of it.
 */
import * as O from 'fp-ts/lib/Option.js'
import { classify, readFacts } from 'xmpp-push-rules'
import type { CallFacts, FormField, Publish, RegistrationRef } from 'xmpp-push-rules'
import { type DeviceAnswer, deliveryOf, type View } from './view.js'

/** A value, and what each of the three sees; empty: nothing. */
export type Row = readonly [value: string, server: string, appServer: string, platform: string]

const formIn = (options: Publish['publishOptions'] = O.none): string => {
  const fields = O.getOrElse((): ReadonlyArray<FormField> => [])(options).filter(({ name }) => name !== 'FORM_TYPE')
  return fields.map(({ name = '', values }) => `${name} = ${values.join(', ')}`).join('; ')
}

const callIn = (call: CallFacts | undefined): string =>
  [call?.action, call?.id, ...(call?.media ?? [])].filter(Boolean).join(', ')

type Device = RegistrationRef & Partial<Publish>

/** Every value that may leave the server with the first push of a device; without a push nothing leaves. */
export const seenRows = (view: View, device: DeviceAnswer | undefined): ReadonlyArray<Row> => {
  const effects = device?.outcomes.map(({ effect }) => effect) ?? []
  const told = effects.find(({ _tag }) => _tag !== 'Skip') ?? effects[0]
  const push = told === undefined || told._tag === 'Skip' ? undefined : told
  const { jid } = view.chapter.before.account
  const delivery = deliveryOf(view, told?.key)
  const facts = delivery && readFacts(view.options)(jid)(delivery)
  const { service, node, publishOptions }: Device = device?.registration ?? { service: '', node: '' }
  const sent = (text: string | number = ''): string => (push === undefined ? '' : String(text))
  /** What is in the form, or else sealed for the device alone. */
  const inside = (text: string | number | undefined, isKnown = true): string =>
    push?._tag !== 'PublishSealed' ? sent(text) : isKnown ? 'sealed' : ''
  const both = (value: string, server: string, appServer: string): Row => [value, server, appServer, appServer]
  const summary = push?.decision.summary
  const guess = view.options.importantBody === '' ? '' : 'hardly: it has no body'
  const important = summary?.lastMessageBody === undefined ? guess : 'likely: it has a body'
  const importance = push?.priority === undefined ? inside(important, false) : `priority ${push.priority}`
  const kind = push?.decision.importance ?? (delivery && classify(view.options)(jid)(delivery.stanza).importance)
  const body = facts && (facts.body ?? 'none that can be read')
  const [call, jingle] = [callIn(facts?.call), push?._tag === 'Publish' ? callIn(push.jingle) : '']
  const token = 'the token of the app on the device'
  return [
    both('Sender', facts?.from ?? '', inside(summary?.lastMessageSender, facts?.from !== undefined)),
    both('Body', body ?? '', inside(summary?.lastMessageBody, facts?.body !== undefined)),
    both('Unread count', sent(summary?.messageCount), inside(summary?.messageCount)),
    both(
      'Subscription requests',
      sent(summary?.pendingSubscriptionCount),
      inside(summary?.pendingSubscriptionCount, false),
    ),
    both('Important', kind ?? '', importance),
    both('Call', call, inside(jingle, call !== '')),
    ['User', jid, sent(`somebody at ${push?.from}, by the node`), sent(token)],
    ['Registration', `${service} ${node}`, sent(`${service} ${node}`), ''],
    ['Publish options', formIn(publishOptions), sent(formIn(push?.publishOptions)), ''],
    ['Time', 'to the second', sent('to the second'), sent('to the second')],
  ]
}
