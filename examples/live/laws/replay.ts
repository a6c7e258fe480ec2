/** Plays what was recorded to the expectations of a law again: changed in one respect, or what the library would have done. */
import { publishElement, replyElement, type Effect } from 'xmpp-push-rules'
import { play, reference, type Adapter, type Output, type Played, type Scene } from 'xmpp-push-rules/conformance'
import { serializeXml } from 'xmpp-push-rules/xml'
import type { XmlElement } from 'xmpp-push-rules'
import { stepAt } from '../compare.js'
import type { Prediction } from '../oracle.js'
import { sealedRequest } from '../sealed.js'
import { readXml } from '../wire.js'
import type { Run } from './run.js'

/** Whether the law holds, as far as it was played, when its steps bring these outputs. */
const holds = async (
  adapter: Adapter<Run>,
  scene: Scene,
  steps: ReadonlyArray<ReadonlyArray<Output>>,
): Promise<boolean> => {
  const next = (at: { step: number }): ReadonlyArray<Output> => {
    const outputs = steps[at.step] ?? []
    at.step += 1
    return outputs
  }
  const { options, capabilities } = adapter
  const recorded: Adapter<{ step: number }> = {
    name: adapter.name,
    capabilities,
    ...(options === undefined ? {} : { options }),
    start: () => ({ step: 0 }),
    dispatch: next,
    advance: next,
    stop: () => undefined,
  }
  const { fault } = await play(recorded, { ...scene, steps: scene.steps.slice(0, steps.length) })
  return fault === undefined
}

const elements = (element: XmlElement): ReadonlyArray<XmlElement> =>
  element.children.filter((child): child is XmlElement => typeof child === 'object')

const isEmptyField = (child: XmlElement | string): boolean =>
  typeof child === 'object' && child.name === 'field' && elements(child).every((value) => value.children.length === 0)

/** A form as the library writes it: of type submit, every field with a value. */
const submitted = (element: XmlElement): XmlElement => ({
  ...element,
  attrs: element.name === 'x' ? { ...element.attrs, type: 'submit' } : element.attrs,
  children: element.children
    .filter((child) => !isEmptyField(child))
    .map((child) => (typeof child === 'object' ? submitted(child) : child)),
})

/** The same element with every FORM_TYPE hidden, as XEP-0068 has it in forms that are submitted or not. */
const hidden = (element: XmlElement): XmlElement => ({
  ...element,
  attrs: element.attrs['var'] === 'FORM_TYPE' ? { ...element.attrs, type: 'hidden' } : element.attrs,
  children: element.children.map((child) => (typeof child === 'object' ? hidden(child) : child)),
})

/** What servers are known to write in another way, though they say the same. */
const otherWays: ReadonlyArray<readonly [reason: string, asTheLibrary: (iq: XmlElement) => XmlElement]> = [
  ['Deviation 8: the summary is a form of type form, with fields that have no value.', submitted],
  ['The FORM_TYPE of publish options goes out as the client wrote it, hidden or not.', hidden],
]

/** Where the law holds but for the way in which the server writes its forms: what that way is. */
export const otherWayOfForms = async (
  adapter: Adapter<Run>,
  scene: Scene,
  { seen }: Played,
): Promise<string | undefined> => {
  for (const [reason, asTheLibrary] of otherWays) {
    const steps = seen.map(({ outputs }) =>
      outputs.map((output) => (output._tag === 'Published' ? { ...output, iq: asTheLibrary(output.iq) } : output)),
    )
    if (await holds(adapter, scene, steps)) return reason
  }
  return undefined
}

/** The step with which a timer's output would have been told, had it come from the server at that time. */
const stepOfTimer = ({ ended }: Run, at: number): number | undefined => {
  const step = ended.findIndex((one) => one.at >= at && one.isDue(at))
  return step < 0 ? undefined : step
}

/** Whether the law holds for what the library does, set up as that server, on the events that the server's hooks saw. */
export const holdsForLibrary = (
  adapter: Adapter<Run>,
  run: Run,
  scene: Scene,
  played: Played,
  { history, record }: Prediction,
): Promise<boolean> => {
  const inKit = (iq: XmlElement): XmlElement => readXml(run.names.toKit(serializeXml(iq)))
  const outputOf = (account: string, effect: Effect): ReadonlyArray<Output> => {
    if (effect._tag === 'Publish') return [{ _tag: 'Published', account, iq: inKit(publishElement('')(effect)) }]
    if (effect._tag === 'PublishSealed') return [{ _tag: 'Published', account, iq: inKit(sealedRequest(effect)) }]
    return effect._tag === 'Reply'
      ? [{ _tag: 'Replied', account, resource: effect.resource, iq: inKit(replyElement(effect)) }]
      : []
  }
  const predicted = history.map(({ account, event, effects }) => ({
    step: (event._tag === 'TimerFired' ? stepOfTimer(run, event.at) : undefined) ?? stepAt(record, event.at),
    outputs: effects.flatMap((effect) => outputOf(run.names.toKit(account), effect)),
  }))
  return holds(
    adapter,
    scene,
    played.seen.map((_, step) => predicted.filter((one) => one.step === step).flatMap(({ outputs }) => outputs)),
  )
}

/** The rules as this server is set up: what they do not do either is a matter of its policy. */
export const sameFault = async (adapter: Adapter<Run>, scene: Scene, step: number): Promise<boolean> => {
  const { options, capabilities } = adapter
  const { fault } = await play({ ...reference, capabilities, ...(options === undefined ? {} : { options }) }, scene)
  return fault?.step === step
}
