// jest gives describe and test as globals
import { defineConformance, type Framework } from 'xmpp-push-rules/conformance'
import { adapter } from './adapter.js'

declare const describe: Framework['describe']
declare const test: Framework['test']

defineConformance({ describe, test }, adapter)
