/**
 * What the scenes of a law vary in: how many steps they have, and the events of each kind that happen in them. Where a kind has many, its
 * stanzas and long numbers are left out; where it still has many, nothing is written of it. A change of what a law draws is a change of this record.
 */
import * as fc from 'fast-check'
import type { XmlElement } from 'xmpp-push-rules'
import { type Law, laws, type Scene } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import type { Step } from '../../src/conformance/scene.js'
import { actionText, generated } from './find.js'

const MOST = 16

const drawn = ({ check }: Law): ReadonlyArray<Scene> =>
  check._tag === 'Generated' ? fc.sample(check.scenes, { seed: 1, numRuns: 150 }) : []

/** An action as a transcript has it, on one line, with runs of one letter cut short. */
const lineOf = (step: Step): string =>
  actionText(step)
    .replaceAll(/\s*\n\s*/gu, ', ')
    .replaceAll(/(.)\1{9,}/gu, '$1…')
    .replace('juliet@capulet.example ', '')

const withoutStanzas = (line: string): string => line.replaceAll(/(stanza"?: ?"?).*?(?=, \w+:|"\}|$)/gu, '$1…')

const withoutNumbers = (line: string): string => line.replaceAll(/\d{3,}/gu, '…')

const fewOf = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const plain = [...new Set(lines)].sort()
  const bare = [...new Set(lines.map((line) => withoutNumbers(withoutStanzas(line))))].sort()
  return [plain, bare].find(({ length }) => length <= MOST) ?? []
}

const kindOf = ({ action }: Step): string => (action._tag === 'Dispatch' ? action.event._tag : action._tag)

test.each(generated)('%s', (_, law) => {
  const scenes = drawn(law)
  const steps = scenes.flatMap((scene) => scene.steps)
  const lengths = scenes.map((scene) => scene.steps.length)
  const kinds = [...new Set(steps.map(kindOf))].sort()
  const shown = kinds.flatMap((kind) => fewOf(steps.filter((one) => kindOf(one) === kind).map(lineOf)))
  expect([`${Math.min(...lengths)} to ${Math.max(...lengths)} steps`, ...shown].join('\n')).toMatchSnapshot()
})

const hasText = ({ attrs, children }: XmlElement): boolean =>
  Object.values(attrs).every((value) => typeof value === 'string') &&
  children.every((child) => typeof child === 'string' || hasText(child))

const elementsIn = ({ action }: Step): ReadonlyArray<XmlElement> => {
  if (action._tag !== 'Dispatch') return []
  const { event } = action
  if ('delivery' in event) return [event.delivery.stanza]
  return event._tag === 'IqReceived' ? [event.iq] : event._tag === 'ServiceMessage' ? [event.message] : []
}

test('no attribute of what happens is there without a value', () => {
  const elements = laws
    .flatMap(drawn)
    .flatMap((scene) => scene.steps)
    .flatMap(elementsIn)
  expect(elements.length).toBeGreaterThan(1000)
  expect(elements.filter((one) => !hasText(one))).toEqual([])
})
