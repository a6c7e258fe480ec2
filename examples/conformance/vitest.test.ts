// npx vitest run examples/conformance/vitest.test.ts
import { describe, test } from 'vitest'
import { defineConformance } from 'xmpp-push-rules/conformance'
import { adapter } from './adapter.js'

defineConformance({ describe, test }, adapter)
