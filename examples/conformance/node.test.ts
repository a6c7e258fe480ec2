// node --import tsx --test examples/conformance/node.test.ts
import { describe, test } from 'node:test'
import { defineConformance } from 'xmpp-push-rules/conformance'
import { adapter } from './adapter.js'

defineConformance({ describe, test }, adapter)
