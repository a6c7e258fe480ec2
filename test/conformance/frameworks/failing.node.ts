import { describe, test } from 'node:test'
import { defineConformance } from 'xmpp-push-rules/conformance'
import { settings, silent, slow, unable, unplayed } from './failing.js'

defineConformance({ describe, test }, slow, settings)
defineConformance({ describe, test }, silent, settings)
defineConformance({ describe, test }, unable, unplayed)
