import * as fc from 'fast-check'
import { defaultOptions } from 'xmpp-push-rules'
import { allCapabilities, type Capability, laws, list, type Law, type Scene, select } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { linkOf } from '../../src/conformance/link.js'

/** The rulebook's rules, section by section. */
const RULEBOOK = `
  | section | rules |
  |---|---|
  | enabling | REG-1 REG-2 REG-3 REG-4 REG-5 REG-6 REG-7 REG-8 REG-9 REG-10 REG-11 |
  | disabling | DIS-1 DIS-2 DIS-3 DIS-4 DIS-5 |
  | other ways to be removed | REM-1 REM-2 REM-3 |
  | triggers | TRG-1 TRG-2 TRG-3 TRG-4 TRG-5 TRG-6 TRG-7 TRG-8 TRG-9 TRG-10 TRG-11 TRG-12 FIELD |
  | duplicates | DUP-1 |
  | importance | IMP |
  | urgency | URG-1 CALL-1 CALL-2 |
  | the order of the questions | ORD |
  | the summary | SUM-1 SUM-2 SUM-3 SUM-4 SUM-5 SUM-6 CNT-1 |
  | the publish request | PUB-1 PUB-2 |
  | answers | ERR-1 ERR-2 ERR-3 ERR-4 ERR-5 ERR-6 ERR-7 |
  | hibernation time | RES-1 RES-2 RES-3 |
  | rate | RATE-1 |
  | what a client asks for | EXT-1 EXT-2 FIL-1 FIL-2 FIL-3 FIL-4 FIL-5 FIL-6 FIL-7 PRI-1 JIN-1 SEAL AWY-1 |
  | clients | CLI-1 CLI-2 |
  | mentions and settings | MEN-1 SET-1 |
  | discovery | DSC-1 |
`

const rules: ReadonlyArray<string> = RULEBOOK.match(/[A-Z]{3,4}-\d+|IMP|ORD|SEAL|FIELD/gu) ?? []

const scenesOf = ({ check }: Law): ReadonlyArray<Scene> => {
  switch (check._tag) {
    case 'Fixed':
      return [check.scene]
    case 'Generated':
      return fc.sample(check.scenes, { numRuns: 30, seed: 7 })
    case 'Model':
      return fc.sample(check.scenes({ can: () => true, options: {} }), { numRuns: 30, seed: 7 })
  }
}

/** What an implementation must be able to for a step to make sense. */
const NEEDED: Readonly<Record<string, Capability>> = {
  StoredOffline: 'offline',
  Archived: 'archive',
  GroupchatToBare: 'groupchat-to-bare',
  HibernationStarted: 'hibernation',
  QueuedWhileHibernating: 'hibernation',
  SessionResumed: 'hibernation',
  SubscriptionRequested: 'subscriptions',
  PresenceChanged: 'presence',
  UnreadChanged: 'unread',
  RegistrationsRemoved: 'remove-registrations',
  AckDelayed: 'ack-delay',
  PingRequested: 'ping',
  PublishAnswered: 'errors',
  ServiceMessage: 'service-message',
  AccountDeleted: 'delete-account',
  FailSaves: 'save-failure',
  Together: 'concurrent',
  Restart: 'restart',
}

describe('the laws are the rulebook', () => {
  test('the table is read', () => {
    expect(rules).toHaveLength(76)
  })

  test.each(rules)('%s has a law', (rule) => {
    expect(select({ rule })).not.toEqual([])
  })

  test('no law is of an unknown rule', () => {
    expect(laws.flatMap((law) => law.rules).filter((rule) => !rules.includes(rule))).toEqual([])
    expect(laws.filter((law) => law.rules.length === 0)).toEqual([])
  })

  test('the table of importance has a law for every cause', () => {
    expect(select({ rule: 'IMP' }).length).toBeGreaterThan(25)
  })
})

describe.each(laws.map((law) => [law.id, law] as const))('%s', (_, law) => {
  test('is data that a report can show', () => {
    expect(law.id).toMatch(/^[a-z0-9-]+(?:\/[a-z0-9-]+){1,3}$/u)
    expect(law.requirement).toMatch(/^[A-Z].*[.)]$/su)
    expect(law.link).toBe(linkOf(law.section))
    expect(law.link).toMatch(law.section.startsWith('Rulebook') ? /^$/u : /^https:\/\//u)
    expect(law.section).not.toBe('')
    expect(['MUST', 'SHOULD', 'MAY', 'SEED', 'FIELD']).toContain(law.level)
    expect(law.needs.filter((name) => !allCapabilities.includes(name))).toEqual([])
  })

  test('names every capability and option that its scenes need', () => {
    const scenes = scenesOf(law)
    const named = new Set<string>([...law.needs, ...Object.keys(law.options).map((name) => `options:${name}`)])
    const used = scenes.flatMap(({ options, steps }) => [
      ...(law.check._tag === 'Model' ? [] : Object.keys(options).map((name) => `options:${name}`)),
      ...(law.check._tag === 'Model' ? [] : steps).flatMap(
        ({ action }) => NEEDED[action._tag === 'Dispatch' ? action.event._tag : action._tag] ?? [],
      ),
    ])
    expect([...new Set(used)].filter((name) => !named.has(name))).toEqual([])
  })

  test('waits no longer than a minute where time is real', () => {
    const scenes =
      law.check._tag === 'Model'
        ? fc.sample(law.check.scenes({ can: (name) => name !== 'virtual-clock', options: {} }), {
            numRuns: 30,
            seed: 7,
          })
        : scenesOf(law)
    const waits = scenes.map(({ steps }) =>
      steps.reduce((sum, { action }) => sum + (action._tag === 'Advance' ? action.ms : 0), 0),
    )
    expect(law.needs.includes('virtual-clock') ? 0 : Math.max(...waits)).toBeLessThanOrEqual(60_000)
  })

  test('has scenes that expect something', () => {
    const expecting = scenesOf(law).filter(({ steps }) =>
      law.check._tag === 'Model'
        ? steps.length > 0
        : steps.some(({ expect: expectation }) => expectation !== undefined),
    )
    expect(expecting.length).toBeGreaterThan(0)
  })
})

describe('choosing', () => {
  test('ids are distinct', () => {
    expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length)
  })

  test('list is a dry run: every law without its check, in order', () => {
    expect(list().map(({ id }) => id)).toEqual(laws.map(({ id }) => id))
    expect(Object.keys(list()[0] ?? {}).sort()).toEqual(['id', 'level', 'link', 'requirement', 'rules', 'section'])
  })

  test('by id, by the beginning of one, by level, section and rule, and by all of them', () => {
    expect(select({ id: 'xep-0357/disabling/never-publish-after' })).toHaveLength(1)
    expect(select({ id: 'xep-0357/disab' })).toEqual([])
    expect(select({ id: 'xep-0357/disabling/' }).map(({ section }) => section)).toEqual(
      select({ id: 'xep-0357/disabling/' }).map(() => 'XEP-0357 §6'),
    )
    expect(select({ id: 'xep-0357/disabling/' }).length).toBeGreaterThan(4)
    expect(select({ level: 'MUST' })).toEqual(laws.filter(({ level }) => level === 'MUST'))
    expect(select({ level: 'MUST' }).length).toBeGreaterThan(10)
    expect(select({ section: 'XEP-0280 §11' })).toHaveLength(2)
    expect(select({ rule: 'DIS-4', level: 'MAY' })).toEqual([])
    expect(select({ level: 'MUST' }).length).toBeLessThan(laws.length)
  })

  test('an id begins with what its level says', () => {
    const folders = { MUST: 'xep-0357', SHOULD: 'xep-0357', MAY: 'xep-0357', SEED: 'seed', FIELD: 'field' } as const
    const foreign = laws.filter(({ id, level }) => !id.startsWith('model/') && !id.startsWith(`${folders[level]}/`))
    expect(foreign.map(({ id, level }) => `${level} ${id}`)).toEqual([])
  })

  test('options that laws rely on exist', () => {
    expect(
      laws.flatMap(({ options }) => Object.keys(options)).filter((name) => !Object.hasOwn(defaultOptions, name)),
    ).toEqual([])
  })
})
