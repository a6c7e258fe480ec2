/**
 * Expectations: what a law says of one step. Each gives a sentence where it does not hold.
 */
import type { RegistrationKey } from '../state/registration.js'
import { nameOf, type Observed, type Push, valueOf } from './observe.js'
import type { Expectation } from './scene.js'
import { JULIET } from './stage.js'

const sorted = (names: ReadonlyArray<string>): string => (names.length === 0 ? 'nothing' : [...names].sort().join(', '))

const pushName = (push: Push): string => `${push.account === JULIET ? '' : `${push.account} `}${nameOf(push)}`

/** Several expectations of one step; the first that does not hold speaks. */
export const all =
  (...expectations: ReadonlyArray<Expectation>): Expectation =>
  (observed, context) =>
    expectations.map((expectation) => expectation(observed, context)).find((fault) => fault !== undefined)

/** Pushes go to exactly these registrations, one each. */
export const pushes =
  (...to: ReadonlyArray<RegistrationKey>): Expectation =>
  ({ pushes: found }) => {
    const expected = sorted(to.map(nameOf))
    const actual = sorted(found.map(pushName))
    return expected === actual ? undefined : `expected pushes to ${expected}; found ${actual}`
  }

export const noPush: Expectation = pushes()

/** A push of this account to this registration, whatever else there is. */
export const everyPush =
  (what: string, holds: (push: Push, observed: Observed) => boolean): Expectation =>
  (observed) => {
    const wrong = observed.pushes.find((push) => !holds(push, observed))
    return wrong === undefined ? undefined : `the push to ${nameOf(wrong)}: expected ${what}`
  }

/** Every push shows `importantBody`, or none does. */
export const alerting =
  (important: boolean): Expectation =>
  ({ pushes: found }, { options }) => {
    const wrong = found.find((push) => (valueOf(push, 'last-message-body') === options.importantBody) !== important)
    return wrong === undefined
      ? undefined
      : `the push to ${nameOf(wrong)} is ${important ? 'not important, but should be' : 'important, but should not be'}`
  }

/** As many pushes to one registration as there are flags, important or not, in any order. */
export const classes =
  (to: RegistrationKey, ...important: ReadonlyArray<boolean>): Expectation =>
  ({ pushes: found }, { options }) => {
    const show = (flag: boolean): string => `${nameOf(to)} ${flag ? 'important' : 'unimportant'}`
    const expected = sorted(important.map(show))
    const actual = sorted(
      found.map(
        (push) =>
          `${pushName(push)} ${valueOf(push, 'last-message-body') === options.importantBody ? 'important' : 'unimportant'}`,
      ),
    )
    return expected === actual ? undefined : `expected pushes to ${expected}; found ${actual}`
  }

const quoted = (value: string | undefined): string => (value === undefined ? 'none' : JSON.stringify(value))

/** Every push has this value in this field of its summary; undefined: it has not the field. */
export const field =
  (name: string, value: string | undefined): Expectation =>
  ({ pushes: found }) => {
    const wrong = found.find((push) => valueOf(push, name) !== value)
    return wrong === undefined ? undefined : `expected ${name}: ${quoted(value)}; found ${quoted(valueOf(wrong, name))}`
  }

/** The one answer to a request: `result`, or `type/condition`. */
export const answered =
  (...expected: ReadonlyArray<string>): Expectation =>
  ({ answers }) => {
    const actual = answers.map(({ answer }) => (answer === '' ? 'an iq without type' : answer))
    // one answer, joined, is itself
    return expected.includes(actual.join())
      ? undefined
      : `expected the answer ${expected.join(' or ')}; found ${sorted(actual)}`
  }

export const BAD_REQUEST = 'modify/bad-request'
export const POLICY_VIOLATION = 'modify/policy-violation'

/** The resume timeouts that were set at this step. */
export const timeouts =
  (...expected: ReadonlyArray<number>): Expectation =>
  ({ timeouts: found }) => {
    const actual = found.map(({ timeoutMs }) => timeoutMs)
    return expected.join() === actual.join()
      ? undefined
      : `expected resume timeouts ${sorted(expected.map(String))}; found ${sorted(actual.map(String))}`
  }

/** Something about the step in words of its own. */
export const that =
  (what: string, holds: (observed: Observed, before: ReadonlyArray<Observed>) => boolean): Expectation =>
  (observed, { before }) =>
    holds(observed, before) ? undefined : `expected that ${what}`
