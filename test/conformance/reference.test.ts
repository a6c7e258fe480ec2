import { laws, reference, runLaw } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'

describe('the reference passes every law', () => {
  test.each(laws.map((law) => [law.id, law] as const))('%s', async (_, law) => {
    const { verdict, reason, transcript } = await runLaw(reference)(law)
    expect({ verdict, reason, transcript }).toEqual({ verdict: 'pass' })
  })
})
