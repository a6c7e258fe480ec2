/** Every value of every option that makes a difference, and options out of them. */
import fc from 'fast-check'
import { defaultErrors, defaultImportance, type Options, policies } from 'xmpp-push-rules'
import { HOUR, options } from './fixtures.js'

const flags = [false, true]

export const VALUES: { readonly [Option in keyof Options]: ReadonlyArray<Options[Option]> } = {
  includeBody: flags,
  includeSender: flags,
  importantBody: ['New Message!', '', '<&>'],
  maxBodyChars: [0, 3],
  senderJid: ['full', 'bare', 'full-in-groupchat'],
  quietSummary: ['count', 'full'],
  importance: [defaultImportance, ...Object.values(policies).map(({ importance }) => importance)],
  understands: [['mucsub', 'mention-notification', 'fallback'], [], ['mucsub']],
  urgent: ['always', 'archived', 'never'],
  callEnds: ['never', 'told'],
  notifyOn: ['all', 'important'],
  sessionsSilence: ['own', 'all'],
  archiveWithoutSession: ['notify', 'wait'],
  queuePushes: ['per-class', 'one', 'each'],
  whileHibernating: ['collect', 'each'],
  coalesceMs: [1000, 0],
  maxStanzasPerSecond: [0, 1, 5],
  clearPushes: ['never', 'zero', 'every'],
  maxHibernationMs: [72 * HOUR, 0, 60_000],
  wakeBeforeTimeoutMs: [0, 5000],
  maxErrors: [16, 1, 2],
  maxFailingMs: [72 * HOUR, 0],
  errors: [defaultErrors, ...Object.values(policies).flatMap((policy) => ('errors' in policy ? [policy.errors] : []))],
  maxDevices: [5, 1, 2],
  maxIdleMs: [0, HOUR],
  provisioned: [true, false],
  services: ['any', ['push.example']],
  nodeRequired: ['no', 'feature-not-implemented', 'bad-request'],
  disableUnknown: ['result', 'item-not-found'],
  oneNodePerClient: flags,
  extensions: [[], ['filters', 'priority', 'jingle', 'encrypt', 'away'], ['encrypt'], ['jingle']],
  unlistedRooms: ['push', 'skip'],
  callsPassFilters: flags,
  nickInBody: flags,
  encryptedMention: ['push', 'skip'],
  encryptedText: ['New secure message. Open to see the message.', ''],
  maxNodeBytes: [1024, 1],
  maxFormBytes: [8192, 0],
  maxNotified: [512, 1, 3],
  maxNotifiedAgeMs: [72 * HOUR, 0],
}

/** Options of which some differ from the defaults; each has its default, which comes first, more often than not. */
export const anyOptions: fc.Arbitrary<Options> = fc
  .record(
    Object.fromEntries(
      Object.entries(VALUES).map(([name, values]) => [name, fc.constantFrom<unknown>(values[0], values[0], ...values)]),
    ),
    { requiredKeys: [] },
  )
  .map((chosen) => options(chosen as Partial<Options>))

/** Counts the values that were drawn; `left` are those that none of the options had. */
export const counting = (): { readonly see: (chosen: Options) => void; readonly left: () => ReadonlyArray<string> } => {
  const drawn = new Set<string>()
  const name = (option: string, value: unknown): string => `${option}: ${JSON.stringify(value)}`
  return {
    see: (chosen) => {
      for (const [option, value] of Object.entries(chosen)) drawn.add(name(option, value))
    },
    left: () =>
      Object.entries(VALUES).flatMap(([option, values]) =>
        values.map((value) => name(option, value)).filter((one) => !drawn.has(one)),
      ),
  }
}
