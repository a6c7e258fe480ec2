/**
 * Options: every value valid, small where size costs only time, shrinking to the defaults.
 */
import * as fc from 'fast-check'
import { defaultOptions, ERROR_TYPES, type Options } from '../../options.js'
import { policies } from '../../policies.js'
import { POLICY_CAUSES, type ImportancePolicy } from '../../rules/importance.js'
import { OPTION_NAMES } from '../capability.js'
import { text } from './text.js'

const verdict = fc.constantFrom('alert', 'quiet', 'ignore')

/** Any policy at all. */
const anyPolicy: fc.Arbitrary<ImportancePolicy> = fc
  .tuple(...POLICY_CAUSES.map(() => verdict))
  .map((verdicts) => Object.fromEntries(POLICY_CAUSES.map((cause, index) => [cause, verdicts[index]])) as ImportancePolicy)

/**
 * An importance policy: the default one, that of a server, or any other.
 *
 * @since 0.1.0
 */
export const importancePolicy: fc.Arbitrary<ImportancePolicy> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(defaultOptions.importance) },
  { weight: 1, arbitrary: fc.constant(policies.prosody.importance) },
  { weight: 1, arbitrary: anyPolicy },
)

/** The table: option by option its values, the default first. */
const VALUES: { readonly [Name in keyof Options]: fc.Arbitrary<Options[Name]> } = {
  includeBody: fc.boolean(),
  includeSender: fc.boolean(),
  importantBody: fc.oneof(fc.constantFrom('New Message!', ''), text),
  maxErrors: fc.constantFrom(16, 1, 2, 3),
  maxDevices: fc.constantFrom(5, 1, 2, 3),
  maxHibernationMs: fc.constantFrom(259_200_000, 0, 60_000),
  coalesceMs: fc.constantFrom(1000, 0, 1, 5000),
  importance: importancePolicy,
  toleratedErrors: fc.oneof(fc.constant<Options['toleratedErrors']>(['wait']), fc.subarray([...ERROR_TYPES])),
  nodeRequired: fc.constantFrom('no', 'feature-not-implemented', 'bad-request'),
  disableUnknown: fc.constantFrom('result', 'item-not-found'),
  senderJid: fc.constantFrom('full', 'bare'),
  maxNodeBytes: fc.constantFrom(1024, 1, 3),
  maxFormBytes: fc.constantFrom(8192, 0, 300),
  maxNotified: fc.constantFrom(512, 1, 3),
  maxNotifiedAgeMs: fc.constantFrom(259_200_000, 0, 2000),
}

/**
 * Some options, all of them valid; those that are absent have their default.
 *
 * @param names - the options that may vary
 * @since 0.1.0
 */
export const someOptions = (names: ReadonlyArray<keyof Options> = OPTION_NAMES): fc.Arbitrary<Partial<Options>> =>
  fc.record<Partial<Options>, never>(Object.fromEntries(names.map((name) => [name, VALUES[name]])), { requiredKeys: [] })

/**
 * Complete options.
 *
 * @since 0.1.0
 */
export const options: fc.Arbitrary<Options> = someOptions().map((some) => ({ ...defaultOptions, ...some }))
