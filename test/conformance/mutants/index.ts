import { adapterOver, type Output } from 'xmpp-push-rules/conformance'
import { step } from 'xmpp-push-rules'
import { feed } from 'xmpp-push-rules/conformance'
import { contentMutants } from './content.js'
import { fieldBugs } from './field-bugs.js'
import type { Mutant } from './mutant.js'
import { registrationMutants } from './registration.js'
import { triggerMutants } from './trigger.js'

const sameId = (output: Output): Output => (output._tag === 'Published' ? { ...output, iq: { ...output.iq, attrs: { ...output.iq.attrs, id: 'push' } } } : output)

/** Every mutant; the real bugs first. */
export const mutants: ReadonlyArray<Mutant> = [
  ...fieldBugs,
  ...registrationMutants,
  ...triggerMutants,
  ...contentMutants,
  { id: 'ids-repeated', caughtBy: 'xep-0357/publish/ids', adapter: { ...adapterOver('ids-repeated', step), dispatch: (host, account, event) => feed(host, account, event).map(sameId) } },
]
