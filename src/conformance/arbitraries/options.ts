/**
 * Options: every value valid, small where size costs only time, shrinking to the defaults.
 */
import * as fc from 'fast-check'
import { type ErrorTable, defaultErrors } from '../../options/errors.js'
import type { ImportancePolicy } from '../../options/importance.js'
import { defaultOptions, type Options } from '../../options/options.js'
import { policies } from '../../options/policies.js'
import { POLICY_CAUSES } from '../../state/causes.js'
import { OPTION_NAMES } from '../capability.js'
import { OTHER_SERVICE, SERVICE } from '../stage.js'
import { text } from './text.js'

const verdict = fc.constantFrom('alert', 'quiet', 'never', 'ignore')

/** Any policy at all. */
const anyPolicy: fc.Arbitrary<ImportancePolicy> = fc
  .tuple(...POLICY_CAUSES.map(() => verdict))
  .map(
    (verdicts) => Object.fromEntries(POLICY_CAUSES.map((cause, index) => [cause, verdicts[index]])) as ImportancePolicy,
  )

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

/** The default most of the time: a server with sixteen strange settings has little life. */
const mostly = <A>(usual: A, ...others: ReadonlyArray<A>): fc.Arbitrary<A> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

/** What keeps most of a server's life from happening. */
const rarely = <A>(usual: A, ...others: ReadonlyArray<A>): fc.Arbitrary<A> =>
  fc.oneof({ weight: 19, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const SECOND = 1000
const HOUR = 3_600_000

const EXTENSIONS: Options['extensions'] = ['filters', 'priority', 'jingle', 'encrypt', 'away']

/** The table: option by option its values, the default first. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  includeBody: fc.boolean(),
  includeSender: fc.boolean(),
  importantBody: fc.oneof(
    { weight: 3, arbitrary: fc.constant('New Message!') },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: text },
  ),
  maxErrors: fc.constantFrom(16, 1, 2, 3),
  maxDevices: fc.constantFrom(5, 1, 2, 3),
  maxHibernationMs: mostly(72 * HOUR, 0, 60 * SECOND),
  coalesceMs: mostly(SECOND, 0, 1, 5 * SECOND),
  importance: importancePolicy,
  errors: fc.oneof(
    { weight: 3, arbitrary: fc.constant<ErrorTable>(defaultErrors) },
    { weight: 1, arbitrary: fc.constantFrom<ErrorTable>(policies.prosody.errors, policies.tigase.errors, {}) },
    {
      weight: 1,
      arbitrary: fc.dictionary(
        fc.constantFrom('type:wait', 'type:cancel', 'item-not-found', 'other'),
        fc.constantFrom('ignored', 'transient', 'persistent', 'final'),
      ),
    },
  ),
  maxFailingMs: mostly(72 * HOUR, 0, 2 * SECOND),
  maxBodyChars: mostly(0, 1, 20),
  quietSummary: mostly('count', 'full'),
  understands: mostly(['mucsub', 'mention-notification', 'fallback'], [], ['fallback']),
  urgent: mostly('always', 'archived', 'never'),
  callEnds: mostly('never', 'told'),
  archiveWithoutSession: mostly('notify', 'wait'),
  clearPushes: mostly('never', 'zero', 'every'),
  extensions: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Options['extensions']>([]) },
    { weight: 2, arbitrary: fc.constant<Options['extensions']>(EXTENSIONS) },
    { weight: 1, arbitrary: fc.subarray([...EXTENSIONS]) },
  ),
  unlistedRooms: mostly('push', 'skip'),
  callsPassFilters: mostly(false, true),
  maxIdleMs: rarely(0, HOUR),
  oneNodePerClient: mostly(true, false),
  nickInBody: mostly(true, false),
  encryptedMention: mostly('push', 'skip'),
  provisioned: rarely(true, false),
  services: rarely<Options['services']>('any', [SERVICE], [OTHER_SERVICE, 'app@push.example']),
  encryptedText: mostly(defaultOptions.encryptedText, '', 'Secret'),
  nodeRequired: rarely('no', 'feature-not-implemented', 'bad-request'),
  disableUnknown: mostly('result', 'item-not-found'),
  senderJid: mostly('full', 'bare', 'full-in-groupchat'),
  notifyOn: mostly('all', 'important'),
  sessionsSilence: mostly('own', 'all'),
  queuePushes: mostly('per-class', 'one', 'each'),
  whileHibernating: mostly('collect', 'each'),
  wakeBeforeTimeoutMs: mostly(0, 30 * SECOND, HOUR),
  maxStanzasPerSecond: mostly(0, 1, 5),
  maxNodeBytes: mostly(1024, 1, 3),
  maxFormBytes: mostly(8192, 0, 300),
  maxNotified: mostly(512, 1, 3),
  maxNotifiedAgeMs: mostly(72 * HOUR, 0, 2 * SECOND),
}

/**
 * Some options, all of them valid; those that are absent have their default.
 *
 * @param names - the options that may vary
 * @since 0.1.0
 */
export const someOptions = (names: ReadonlyArray<keyof Options> = OPTION_NAMES): fc.Arbitrary<Partial<Options>> =>
  fc
    .record<Readonly<Record<string, unknown>>, never>(
      Object.fromEntries(names.flatMap((name) => Object.entries(VALUES).filter(([known]) => known === name))),
      { requiredKeys: [] },
    )
    .map((some) => some as Partial<Options>)

/**
 * Complete options.
 *
 * @since 0.1.0
 */
export const options: fc.Arbitrary<Options> = someOptions().map((some) => ({ ...defaultOptions, ...some }))
