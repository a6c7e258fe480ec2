import { runLaw } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import { lawOf } from './find.js'
import { mutants } from './mutants/index.js'

/** What all laws together say of a mutant takes long, see `mutants.test.ts`; what its own law says does not. */
test.each(mutants.map(({ caughtBy, id, adapter }) => [caughtBy, id, adapter] as const))(
  '%s catches %s',
  async (id, _, adapter) => {
    const { verdict, reason } = await runLaw(adapter, { shrink: false, policies: [] })(lawOf(id))
    expect([verdict, reason]).toEqual([
      'fail',
      expect.not.stringMatching(/the adapter failed|not when it was played again/u),
    ])
  },
)
