import { describe, test } from 'vitest'
import { defineConformance } from 'xmpp-push-rules/conformance'
import { adapter } from './host-adapter.js'

defineConformance({ describe, test }, adapter, { runs: 25 })
