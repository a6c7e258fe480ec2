import type { Answer } from './push-service.js'
import type { ProfileName } from './server.js'

/**
 * A scene is data: who does what, one step after the other.
 *
 * In every XML text `{name}` stands for the bare JID of that user in this scene, `{push}` for the scene's push service,
 * `{host}` for the virtual host and `{muc}` for a room. A device is written `user/resource`.
 */
export interface Scene {
  /** A stable slug: part of the accounts' and the push service's addresses too. */
  readonly id: string
  readonly title: string
  /** The rules of the rulebook that it is about. */
  readonly rules: ReadonlyArray<string>
  readonly profile: ProfileName
  readonly steps: ReadonlyArray<Step>
  /** The publishes of this scene go to this address; its own address of the push domain where absent. */
  readonly service?: string
  /** Its users have no scene in their names: a scene that is played alone. */
  readonly plainNames?: boolean
}

export type Step =
  | { readonly do: 'login'; readonly device: string; readonly presence: boolean; readonly carbons: boolean }
  | { readonly do: 'logout'; readonly device: string }
  | { readonly do: 'vanish'; readonly device: string }
  | { readonly do: 'resume'; readonly device: string }
  | { readonly do: 'hold-acks'; readonly device: string }
  | {
      readonly do: 'iq'
      readonly device: string
      readonly type: string
      readonly payload: string
      readonly attrs: string
    }
  | { readonly do: 'send'; readonly device: string; readonly stanza: string }
  | { readonly do: 'service-sends'; readonly stanza: string }
  | { readonly do: 'answer'; readonly node: string; readonly answer: Answer }
  | { readonly do: 'wait'; readonly ms: number }

/** The device logs in and, unless told otherwise, says that it is available. */
export const login = (
  device: string,
  options: { readonly presence?: boolean; readonly carbons?: boolean } = {},
): Step => ({
  do: 'login',
  device,
  presence: options.presence ?? true,
  carbons: options.carbons ?? false,
})
export const logout = (device: string): Step => ({ do: 'logout', device })
export const vanish = (device: string): Step => ({ do: 'vanish', device })
export const resume = (device: string): Step => ({ do: 'resume', device })
export const holdAcks = (device: string): Step => ({ do: 'hold-acks', device })
export const wait = (ms: number): Step => ({ do: 'wait', ms })

/** Long enough for what is collected for one second to have been published. */
export const collected: Step = wait(1700)
/** Long enough for an ack to be late, and what is collected then to be published. */
export const ackLate: Step = wait(4200)

const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}='${value}'`

/** Any iq of the push namespace, `name` being its child's. */
export const pushIq = (
  device: string,
  name: string,
  attrs: { readonly jid?: string; readonly node?: string },
  content = '',
  options: { readonly type?: string; readonly attrs?: string } = {},
): Step => ({
  do: 'iq',
  device,
  type: options.type ?? 'set',
  attrs: options.attrs ?? '',
  payload: `<${name} xmlns='urn:xmpp:push:0'${attribute('jid', attrs.jid)}${attribute('node', attrs.node)}>${content}</${name}>`,
})

export const enable = (device: string, node: string, form = ''): Step =>
  pushIq(device, 'enable', { jid: '{push}', node }, form)
export const disable = (device: string, node?: string): Step =>
  pushIq(device, 'disable', node === undefined ? { jid: '{push}' } : { jid: '{push}', node })

/** Publishes for this node are answered so from now on. */
export const answer = (node: string, type: 'cancel' | 'wait' | 'modify' | 'auth', condition: string): Step => ({
  do: 'answer',
  node,
  answer: { type, condition },
})
export const accept = (node: string): Step => ({ do: 'answer', node, answer: { type: 'result' } })

export const send = (device: string, stanza: string): Step => ({ do: 'send', device, stanza })
export const serviceSends = (stanza: string): Step => ({ do: 'service-sends', stanza })

/** A message to `to`; `content` is its payload. */
export const message = (to: string, content: string, type = 'chat', id = 'm'): string =>
  `<message to='${to}' type='${type}' id='${id}'>${content}</message>`

/** Romeo writes to Juliet, who is told of it by push or not. */
export const romeoWrites = (content: string, type = 'chat', id = 'm'): Step =>
  send('romeo/desk', message('{juliet}', content, type, id))
export const body = (text: string): string => `<body>${text}</body>`

export const publishOptions = (...fields: ReadonlyArray<readonly [string, ...ReadonlyArray<string>]>): string =>
  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>" +
  fields
    .map(
      ([name, ...values]) =>
        `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`,
    )
    .join('') +
  '</x>'

/** Juliet's phone logs in, enables push for the node `phone` and goes. */
export const phoneEnabledAndGone: ReadonlyArray<Step> = [
  login('juliet/phone'),
  enable('juliet/phone', 'phone'),
  logout('juliet/phone'),
]

/** The users of a scene: whoever has a device in it. */
export const usersOf = (scene: Scene): ReadonlyArray<string> => [
  ...new Set(scene.steps.flatMap((step) => ('device' in step ? [step.device.split('/')[0] ?? ''] : []))),
]
