import { adapterOver, type Output } from 'xmpp-push-rules/conformance'
import { step } from 'xmpp-push-rules'
import { feed } from 'xmpp-push-rules/conformance'
import { askedForMutants } from './asked-for.js'
import { contentMutants } from './content.js'
import { fieldBugs } from './field-bugs.js'
import { hostMutants } from './hosts.js'
import { insightMutants } from './insight.js'
import { leakMutants } from './leaks.js'
import { type Mutant, mutant, withOptions } from './mutant.js'
import { orderMutants } from './orders.js'
import { registrationMutants } from './registration.js'
import { reportedMutants } from './reported.js'
import { reportedRequests } from './reported-requests.js'
import { stanzaMutants } from './stanzas.js'
import { restartMutants } from './restarts.js'
import { transactionMutants } from './transactions.js'
import { toTheLetterMutants } from './to-the-letter.js'
import { triggerMutants } from './trigger.js'

const sameId = (output: Output): Output =>
  output._tag === 'Published' ? { ...output, iq: { ...output.iq, attrs: { ...output.iq.attrs, id: 'push' } } } : output

/** Options that are not heeded: the default stands. */
const deaf: ReadonlyArray<Mutant> = [
  mutant('notifies-on-everything', 'field/notify-on/important', withOptions({ notifyOn: 'all' })),
  mutant('sessions-silence-their-own', 'field/sessions-silence/all', withOptions({ sessionsSilence: 'own' })),
  mutant('a-push-a-class', 'field/queue-pushes/one', withOptions({ queuePushes: 'per-class' })),
  mutant('collects-all-the-same', 'field/while-hibernating/each', withOptions({ whileHibernating: 'collect' })),
  mutant('never-wakes', 'field/wake-before-timeout/once', withOptions({ wakeBeforeTimeoutMs: 0 })),
  mutant('any-number-a-second', 'field/max-stanzas-per-second/bound', withOptions({ maxStanzasPerSecond: 0 })),
  mutant('bare-in-groupchat', 'field/sender/full-in-groupchat', withOptions({ senderJid: 'bare' })),
]

/** Every mutant; the real bugs first. */
export const mutants: ReadonlyArray<Mutant> = [
  ...fieldBugs,
  ...registrationMutants,
  ...triggerMutants,
  ...contentMutants,
  ...deaf,
  ...hostMutants,
  ...restartMutants,
  ...transactionMutants,
  ...reportedMutants,
  ...reportedRequests,
  ...askedForMutants,
  ...stanzaMutants,
  ...leakMutants,
  ...toTheLetterMutants,
  ...orderMutants,
  ...insightMutants,
  {
    id: 'announces-too-little',
    caughtBy: 'field/extensions/announced',
    adapter: { ...adapterOver('announces-too-little', step), inspect: () => ({ features: ['urn:xmpp:push:0'] }) },
  },
  {
    id: 'ids-repeated',
    caughtBy: 'xep-0357/publish/ids',
    adapter: {
      ...adapterOver('ids-repeated', step),
      dispatch: (host, account, event) => feed(host, account, event).map(sameId),
    },
  },
]
