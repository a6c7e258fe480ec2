/**
 * Model laws: whatever happens on a server, what comes out is what the rules say.
 */
import type { MoveName } from '../arbitraries/moves.js'
import { trace } from '../arbitraries/trace.js'
import { type Draft, type Law, sameAsRules } from '../law.js'

const law = (
  id: string,
  rules: ReadonlyArray<string>,
  requirement: string,
  needs: NonNullable<Draft['needs']>,
): Draft => ({
  id: `model/${id}`,
  rules,
  level: 'SEED',
  section: 'Rulebook',
  requirement,
  needs,
})

const REGISTRATIONS: ReadonlyArray<MoveName> = [
  'login',
  'enable',
  'enable',
  'disable',
  'offline',
  'close',
  'revoke',
  'delete',
  'reject',
  'accept',
  'delay',
  'no-answer',
  'remove',
  'unread',
]
const SESSIONS: ReadonlyArray<MoveName> = [
  'login',
  'message',
  'hibernate',
  'queue',
  'ack-delay',
  'resume',
  'close',
  'takeover',
  'wait',
  'disable',
  'presence',
]

/** Random lives, of all kinds and of two that random choice visits too seldom. */
export const model: ReadonlyArray<Law> = [
  sameAsRules(
    law(
      'registrations',
      ['REG-4', 'REG-6', 'DIS-2', 'DIS-4', 'ERR-3', 'ERR-4'],
      'However registrations come, fail and go, pushes go to those that are there.',
      ['offline'],
    ),
    ({ can, options }) => trace({ only: REGISTRATIONS, most: 25, can, options }),
  ),
  sameAsRules(
    law(
      'sessions',
      ['TRG-3', 'TRG-5', 'TRG-6', 'TRG-7', 'TRG-8', 'TRG-10', 'RES-2'],
      'However sessions sleep, wake, close and are taken over, each queue is pushed once, when it is due.',
      ['offline', 'archive', 'hibernation'],
    ),
    ({ can, options }) => trace({ only: SESSIONS, most: 25, can, options }),
  ),
  sameAsRules(
    law(
      'a-servers-life',
      ['TRG-1', 'TRG-2', 'TRG-9', 'DUP-1', 'IMP', 'SUM-1', 'SUM-3'],
      'Whatever happens on a server, publishes and replies are those of the rules, event by event.',
      ['offline'],
    ),
    ({ can, options }) => trace({ can, options }),
  ),
]
