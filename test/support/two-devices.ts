/** An account with two devices, for suites that ask whom something reaches. */
import type { Account, Event } from 'xmpp-push-rules'
import { key, on, run, runFrom } from './fixtures.js'

/** `phone` is bound to n1, `desktop` to nothing; n2 belongs to a tablet that is gone. */
export const two = run(
  on.opened('phone'),
  on.enabled('phone'),
  on.opened('tablet'),
  on.enabled('tablet', key('n2')),
  on.closed('tablet'),
  on.opened('desktop'),
).account
/** Both devices are gone. */
export const offline = run(on.enabled('phone'), on.enabled('tablet', key('n2'))).account

/** What an event leads to: publish or skip, for which node, by which rule. */
export const reasons = (account: Account, event: Event): ReadonlyArray<string> =>
  runFrom(account)(event).last.flatMap((effect) =>
    effect._tag === 'Publish' || effect._tag === 'Skip'
      ? [`${effect._tag} ${effect.registration.node} ${effect.decision.reasons[0]?.rule}`]
      : [],
  )
