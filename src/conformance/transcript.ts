/**
 * A scene as it went: as text for a person, and as an event log that the demo replays.
 */
import type { Event } from '../event.js'
import { encodeLine } from '../log/json-lines.js'
import type { LogLine } from '../log/line.js'
import { serializeXml } from '../xml/serialize.js'
import type { XmlElement } from '../xml/element.js'
import type { Output } from './adapter.js'
import type { Fault, Played, Seen } from './play.js'
import type { Action, Scene, Untimed } from './scene.js'

const ELEMENTS: ReadonlySet<string> = new Set(['iq', 'message', 'stanza'])

/** Elements as text, as the event log has them. */
const elementsAsText = (name: string, value: unknown): unknown =>
  ELEMENTS.has(name) ? serializeXml(value as XmlElement) : value

const eventText = (event: { readonly _tag: string }): string => {
  const { _tag, ...members } = event
  const shown = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${wordOrJson(name, value)}`)
  return [_tag, ...shown].join('\n      ')
}

/** A string is itself, an element its XML. */
const wordOrJson = (name: string, value: unknown): string => {
  const text = elementsAsText(name, value)
  return typeof text === 'string' ? text : JSON.stringify(value, elementsAsText).replaceAll('\\"', "'")
}

const outputText = (output: Output): string => {
  switch (output._tag) {
    case 'Published':
      return `<- push  ${serializeXml(output.iq)}`
    case 'Replied':
      return `<- reply ${serializeXml(output.iq)}`
    case 'ResumeTimeout':
      return `<- wait  ${output.timeoutMs} ms for ${output.resource}`
    case 'Unplayable':
      return `<- not played: ${output.reason}`
    case 'Explained':
      return `<- why   ${output.pushed ? 'push' : 'skip'} ${output.registration.service}#${output.registration.node}: ${output.rules.join(', ')}`
  }
}

const actionText = ({ action }: Pick<Seen, 'action'>): string => {
  switch (action._tag) {
    case 'Dispatch':
      return `${action.account} ${eventText(action.event)}`
    case 'Together':
      return [`${action.account}, all at once:`, ...action.events.map(eventText)].join('\n      ')
    case 'Restart':
      return 'the server starts again from what it saved'
    case 'Advance':
      return `${action.ms} ms go by`
    case 'FailSaves':
      return action.failing ? 'saving fails from now on' : 'saving succeeds again'
    case 'Inspect':
      return `a look into ${action.account}`
  }
}

const faultText = (fault: Fault | undefined, step: number): ReadonlyArray<string> =>
  fault?.step === step ? [`!! ${fault.message}`] : []

/**
 * Writes a scene as a person reads it: options, events and XML, and the fault at its place.
 *
 * @since 0.1.0
 */
export const transcriptOf = (scene: Scene, { seen, fault, silent }: Played): string =>
  [
    `options ${JSON.stringify(scene.options)}`,
    ...seen.flatMap((one, index) => [
      `${index + 1}. at ${one.at} ms: ${actionText(one)}`,
      ...one.outputs.map((output) => `   ${outputText(output)}`),
      ...faultText(fault, index).map((line) => `   ${line}`),
    ]),
    ...(fault !== undefined && fault.step >= seen.length ? [`!! ${fault.message}`] : []),
    ...(silent !== undefined && silent !== fault?.message ? [`!! ${silent}`] : []),
  ].join('\n')

const eventsIn = (action: Action): ReadonlyArray<Untimed> =>
  action._tag === 'Dispatch' ? [action.event] : action._tag === 'Together' ? action.events : []

const logLines = ({ action, at, outputs }: Seen): ReadonlyArray<LogLine> => {
  const afterwards = action._tag === 'Advance' ? at + action.ms : at
  return [
    ...eventsIn(action).map(
      // Which of several publishes is answered is the kit's own; a log has no place for it, and the codec leaves it out.
      (event): LogLine => ({
        _tag: 'Happened',
        account: 'account' in action ? action.account : '',
        event: { ...event, at } as Event,
      }),
    ),
    ...(action._tag === 'Advance' ? [{ _tag: 'Passed', at: afterwards } as const] : []),
    ...outputs.flatMap((output): ReadonlyArray<LogLine> =>
      output._tag === 'Published' || output._tag === 'Replied'
        ? [{ _tag: 'Sent', at: afterwards, account: output.account, iq: output.iq }]
        : [],
    ),
  ]
}

/**
 * Writes a scene as an event log, `encodeLine` of `xmpp-push-rules/log`, which `npm run demo` replays; what was sent is
 * what the implementation sent.
 *
 * @since 0.1.0
 */
export const logOf = ({ options, seen }: Played): string =>
  [{ _tag: 'Header', options, recorded: false } as const, ...seen.flatMap(logLines)]
    .map((line) => `${encodeLine(line)}\n`)
    .join('')
