/**
 * The order of effects, which hosts rely on: what is saved comes first, what is started last.
 */
import type { Effect } from '../effect.js'
import type { Stepped } from './stepped.js'

/** The table: REG-8, nothing is told before it is saved; a timer is stopped before the next one starts. */
const PLACES: Readonly<Record<Effect['_tag'], number>> = {
  Save: 0,
  Reply: 1,
  Drop: 2,
  StopTimer: 3,
  Publish: 4,
  PublishSealed: 4,
  Skip: 4,
  SetResumeTimeout: 5,
  StartTimer: 6,
}

const placeOf = (effect: Effect | undefined): number => (effect === undefined ? 0 : PLACES[effect._tag])

const isArranged = (effects: ReadonlyArray<Effect>): boolean =>
  effects.every((effect, index) => placeOf(effects[index - 1]) <= placeOf(effect))

/** Puts the effects of a step in order; those of one kind stay as they come. */
export const arranged =
  (step: Stepped): Stepped =>
  (account) => {
    const [effects, after] = step(account)
    return isArranged(effects) ? [effects, after] : [[...effects].sort((a, b) => placeOf(a) - placeOf(b)), after]
  }
