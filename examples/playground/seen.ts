/**
 * Who sees what of a push: for each value, what the server, the app server, and Apple or Google see of it.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type CallFacts, classify, type Publish, readFacts, type Registration } from 'xmpp-push-rules'
import { type DeviceAnswer, deliveryOf, type View } from './view.js'

/** A value, and what each of the three sees; empty: nothing. */
export type Row = readonly [value: string, server: string, appServer: string, platform: string]

const formIn = (options: Publish['publishOptions'] | undefined): string =>
  O.getOrElse((): Registration['publishOptions'] extends O.Option<infer A> ? A : never => [])(options ?? O.none)
    .filter(({ name }) => name !== 'FORM_TYPE')
    .map(({ name = '', values }) => `${name} = ${values.join(', ')}`)
    .join('; ')

const callIn = (call: CallFacts | undefined): string =>
  call === undefined ? '' : [call.action, call.id, ...call.media].join(', ')

/** Every value that may leave the server with the first push of a device; without a push nothing leaves. */
export const seenRows = (view: View, device: DeviceAnswer | undefined): ReadonlyArray<Row> => {
  const effects = device?.outcomes.map(({ effect }) => effect) ?? []
  const told = effects.find(({ _tag }) => _tag !== 'Skip') ?? effects[0]
  const push = told === undefined || told._tag === 'Skip' ? undefined : told
  const { account } = view.chapter.before
  const delivery = deliveryOf(view, told?.key)
  const facts = delivery && readFacts(view.options)(account.jid)(delivery)
  const { summary } = push?.decision ?? {}
  const { service = '', node = '', publishOptions } = (device?.registration ?? {}) as Partial<Registration>
  const sent = (text: string | number | undefined): string => (push === undefined ? '' : String(text ?? ''))
  /** What is in the form, or else sealed for the device alone. */
  const inside = (text: string | number | undefined, isKnown = true): string =>
    push?._tag !== 'PublishSealed' ? sent(text) : isKnown ? 'sealed' : ''
  const both = (value: string, server: string, appServer: string): Row => [value, server, appServer, appServer]
  const guess =
    summary?.lastMessageBody !== undefined
      ? 'likely: it has a body'
      : view.options.importantBody === ''
        ? ''
        : 'hardly: it has no body'
  const importance = push?.priority === undefined ? inside(guess, false) : `priority ${push.priority}`
  const jingle = push?._tag === 'Publish' ? push.jingle : undefined
  const token = 'the token of the app on the device'
  const {
    pendingSubscriptionCount: open,
    messageCount: unread = '',
    lastMessageSender: sender,
    lastMessageBody: body,
  } = summary ?? {}
  return [
    ['User', account.jid, sent(`somebody at ${push?.from ?? ''}, by the node`), sent(token)],
    ['Registration', `${service} ${node}`, sent(`${service} ${node}`), ''],
    ['Publish options', formIn(publishOptions), sent(formIn(push?.publishOptions)), ''],
    ['Time', 'to the second', sent('to the second'), sent('to the second')],
    both('Sender', facts?.from ?? '', inside(sender, facts?.from !== undefined)),
    both(
      'Body',
      facts === undefined ? '' : (facts.body ?? 'none that can be read'),
      inside(body, facts?.body !== undefined),
    ),
    both('Unread count', String(unread), inside(unread)),
    both('Subscription requests', String(open ?? ''), inside(open, false)),
    both('Important', delivery ? classify(view.options)(account.jid)(delivery.stanza).importance : '', importance),
    both('Call', callIn(facts?.call), inside(callIn(jingle), facts?.call !== undefined)),
  ]
}
