import { right } from 'fp-ts/lib/Either.js'
import { defaultOptions, emptyAccount, step } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import * as conformance from 'xmpp-push-rules/conformance'

const { right: account } = emptyAccount('juliet@capulet.example')
const [effects] = step(defaultOptions)({ _tag: 'SessionOpened', at: 0, resource: 'balcony' })(account)
console.log(JSON.stringify([effects, parseXml('<a/>'), right(typeof conformance)]))
