import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  defaultErrors,
  defaultImportance,
  defaultOptions,
  makeOptions,
  optionsFromProsody,
  policies,
} from 'xmpp-push-rules'
import { left, right, wild } from '../support/fixtures.js'

const faults = (partial: unknown): ReadonlyArray<string> =>
  left(makeOptions(wild(partial))).map(({ option, code }) => `${option} ${code}`)

describe('defaults', () => {
  it('are the README’s', () => {
    expect(defaultOptions).toMatchObject({
      includeBody: false,
      includeSender: false,
      importantBody: 'New Message!',
      maxErrors: 16,
      maxDevices: 5,
      maxHibernationMs: 72 * 3600 * 1000,
      coalesceMs: 1000,
      maxFormBytes: 8192,
      maxFailingMs: 72 * 3600 * 1000,
      errors: defaultErrors,
      urgent: 'always',
      callEnds: 'never',
      archiveWithoutSession: 'notify',
      quietSummary: 'count',
      clearPushes: 'never',
      maxIdleMs: 0,
      services: 'any',
      extensions: [],
      unlistedRooms: 'push',
      callsPassFilters: false,
      oneNodePerClient: true,
      nodeRequired: 'no',
      disableUnknown: 'result',
    })
    expect(makeOptions({})).toEqual(E.right(defaultOptions))
    expect(makeOptions(defaultOptions)).toEqual(E.right(defaultOptions))
    expect(optionsFromProsody({})).toEqual(E.right(defaultOptions))
  })

  it('all that is shared is frozen, all the way down', () => {
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen))
    for (const shared of [defaultOptions, defaultErrors, defaultImportance]) expect(frozen(shared)).toBe(true)
  })
})

describe('makeOptions', () => {
  it('refuses what is out of range by name, all at once', () => {
    expect(
      faults({ maxDevices: 0, maxErrors: -1, includeBody: 'yes', coalesceMs: 1.5, maxHibernationMs: Number.NaN }),
    ).toEqual([
      'maxDevices out-of-range',
      'maxErrors out-of-range',
      'includeBody out-of-range',
      'coalesceMs out-of-range',
      'maxHibernationMs out-of-range',
    ])
    expect(left(makeOptions({ maxDevices: 0 }))[0]).toEqual({
      _tag: 'OptionError',
      option: 'maxDevices',
      code: 'out-of-range',
      expected: 'a whole number from 1 to 1000',
    })
  })

  it.each<readonly [string, unknown]>([
    ['includeSender', 1],
    ['importantBody', null],
    ['importantBody', 'a\u0000'],
    ['importantBody', '\ud800'],
    ['importantBody', 'x'.repeat(1001)],
    ['maxErrors', Infinity],
    ['maxErrors', '16'],
    ['maxDevices', 1001],
    ['maxNotified', 0],
    ['maxNotifiedAgeMs', -1],
    ['maxNodeBytes', 0],
    ['maxFormBytes', -1],
    ['nodeRequired', 'yes'],
    ['disableUnknown', ''],
    ['senderJid', 'constructor'],
    ['notifyOn', 'none'],
    ['errors', ['wait']],
    ['errors', { other: 'tolerated' }],
    ['errors', { 'item-not-found': undefined }],
    ['urgent', true],
    ['callEnds', 'always'],
    ['archiveWithoutSession', 'skip'],
    ['quietSummary', 'none'],
    ['clearPushes', 'always'],
    ['queuePushes', 'all'],
    ['whileHibernating', 'never'],
    ['sessionsSilence', 'none'],
    ['understands', ['carbons']],
    ['understands', 'mucsub'],
    ['extensions', ['filter']],
    ['services', 'none'],
    ['services', ['push\u3002example']],
    ['services', [1]],
    ['unlistedRooms', 'mute'],
    ['callsPassFilters', 'no'],
    ['encryptedMention', 'maybe'],
    ['maxBodyChars', -1],
    ['maxIdleMs', 0.5],
    ['maxFailingMs', -1],
    ['maxFormBytes', 1_048_577],
    ['maxStanzasPerSecond', -1],
    ['wakeBeforeTimeoutMs', -1],
    ['importance', null],
    ['importance', 'prosody'],
    ['importance', {}],
    ['importance', { ...defaultOptions.importance, body: 'loud' }],
    ['importance', { ...defaultOptions.importance, other: 'alert' }],
    ['importance', Object.assign(() => 'alert', defaultOptions.importance)],
  ])('%s: not %j', (name, value) => {
    expect(faults({ [name]: value })).toEqual([`${name} out-of-range`])
  })

  it('names that are none are refused, whatever Object.prototype has', () => {
    expect(faults(JSON.parse('{"__proto__": 1, "constructor": 2, "maxDevice": 3}'))).toEqual([
      '__proto__ unknown-option',
      'constructor unknown-option',
      'maxDevice unknown-option',
    ])
    expect(left(makeOptions(wild({ maxDevice: 3 })))[0].expected).toMatch(
      /^includeBody, includeSender, importantBody, maxBodyChars, senderJid, /,
    )
  })

  it('undefined counts as absent; what is right is taken', () => {
    const chosen = {
      maxDevices: 1000,
      importantBody: '',
      errors: {},
      extensions: [],
      services: ['Push.example'],
      coalesceMs: 0,
    }
    expect(makeOptions(wild({ ...chosen, maxErrors: undefined }))).toEqual(E.right({ ...defaultOptions, ...chosen }))
    expect(right(makeOptions({ importantBody: 'x'.repeat(1000) })).importantBody).toHaveLength(1000)
  })

  it('every policy is made of options', () => {
    for (const policy of Object.values(policies))
      expect(makeOptions(policy)).toEqual(E.right({ ...defaultOptions, ...policy }))
  })
})

describe('optionsFromProsody', () => {
  it('reads the README’s names, seconds as seconds', () => {
    const config = {
      push_notification_with_body: true,
      push_notification_with_sender: true,
      push_notification_important_body: 'Neu',
      push_max_errors: 3,
      push_max_devices: 2,
      push_max_hibernation_timeout: 3600,
    }
    expect(right(optionsFromProsody(config))).toEqual({
      ...defaultOptions,
      includeBody: true,
      includeSender: true,
      importantBody: 'Neu',
      maxErrors: 3,
      maxDevices: 2,
      maxHibernationMs: 3_600_000,
    })
  })

  it('reports every bad value at once, by its README name', () => {
    const config = {
      push_max_errors: 0,
      push_max_devices: '5',
      push_max_hibernation_timeout: -1,
      push_notification_with_body: 1,
    }
    expect(left(optionsFromProsody(config)).map(({ option, code }) => `${option} ${code}`)).toEqual([
      'push_notification_with_body out-of-range',
      'push_max_errors out-of-range',
      'push_max_devices out-of-range',
      'push_max_hibernation_timeout out-of-range',
    ])
    for (const seconds of [Infinity, Number.NaN, '3600', null, 3600.5]) {
      expect(E.isLeft(optionsFromProsody({ push_max_hibernation_timeout: seconds }))).toBe(true)
    }
  })

  it('in its README unit: seconds', () => {
    expect(left(optionsFromProsody({ push_max_hibernation_timeout: 31_622_401 }))[0].expected).toBe(
      'a whole number from 0 to 31622400',
    )
    expect(right(optionsFromProsody({ push_max_hibernation_timeout: 31_622_400 })).maxHibernationMs).toBe(
      31_622_400_000,
    )
  })

  it('takes anything', () => {
    for (const value of [undefined, null, [], 'x', 1]) {
      for (const read of [makeOptions, optionsFromProsody]) {
        expect(left(read(wild(value)))).toEqual([
          { _tag: 'OptionError', option: '', code: 'not-an-object', expected: 'an object of options' },
        ])
      }
    }
  })

  it('passes over names that are not that module’s', () => {
    expect(optionsFromProsody({ admins: [], maxDevices: 0, push_max_errors: undefined })).toEqual(
      E.right(defaultOptions),
    )
    expect(optionsFromProsody(wild(JSON.parse('{"__proto__": {"push_max_errors": 0}}')))).toEqual(
      E.right(defaultOptions),
    )
  })
})
