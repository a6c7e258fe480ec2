/**
 * ERR: what the answer of a push service does to its registration.
 */
import type { Answer } from '../event.js'
import { isJid } from '../jid.js'
import type { Options } from '../options.js'
import type { Registration } from '../registration.js'

/** What follows from an answer: nothing, another error count, or the end of the registration. */
export type Recorded =
  | { readonly _tag: 'Unchanged' }
  | { readonly _tag: 'Counted'; readonly registration: Registration }
  | { readonly _tag: 'Exhausted' }

const UNCHANGED: Recorded = { _tag: 'Unchanged' }

const counted = (registration: Registration, errors: number): Recorded =>
  registration.errors === errors ? UNCHANGED : { _tag: 'Counted', registration: { ...registration, errors } }

/** ERR-2: "error type `wait` is not counted; every other type adds one", also one that no RFC knows. */
const isTolerated = (options: Options, type: string): boolean =>
  options.toleratedErrors.some((tolerated) => tolerated === type)

/**
 * ERR-1 to ERR-5: records the answer to one publish.
 *
 * @param options - `maxErrors`, `toleratedErrors`
 * @param registration - the registration that was published to, as it is now
 * @param from - the JID that the answer came from; anyone but the service itself changes nothing
 * @example
 * recordAnswer(defaultOptions)(registration, 'push.example', { _tag: 'Accepted' })
 * @since 0.1.0
 */
export const recordAnswer =
  (options: Options) =>
  (registration: Registration, from: string, answer: Answer): Recorded => {
    if (!isJid(from, registration.service)) return UNCHANGED // ERR-1
    switch (answer._tag) {
      case 'TimedOut':
        return UNCHANGED // ERR-5
      case 'Accepted':
        return counted(registration, 0) // ERR-4
      case 'Rejected': {
        if (isTolerated(options, answer.type)) return UNCHANGED // ERR-2
        const errors = registration.errors + 1
        return errors >= options.maxErrors ? { _tag: 'Exhausted' } : counted(registration, errors) // ERR-3
      }
    }
  }
