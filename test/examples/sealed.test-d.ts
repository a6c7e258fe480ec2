import { expectTypeOf, test } from 'vitest'
import type { Effect } from 'xmpp-push-rules'

/** A host that was written before sealed payloads: it has a case for everything else. */
// @ts-expect-error -- SEAL: a host that does not handle `PublishSealed` does not compile
const unaware = (effect: Effect): string => {
  switch (effect._tag) {
    case 'Publish':
    case 'Reply':
    case 'Save':
    case 'Skip':
    case 'Drop':
    case 'StartTimer':
    case 'StopTimer':
    case 'SetResumeTimeout':
      return effect._tag
  }
}

test('SEAL: what is to be sealed is no Publish, so nothing writes it in the clear', () => {
  expectTypeOf(unaware).toBeFunction()
  expectTypeOf<Extract<Effect, { readonly _tag: 'Publish' }>>().not.toHaveProperty('plaintext')
})
