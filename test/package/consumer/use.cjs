const { right } = require('fp-ts/lib/Either')
const { defaultOptions, emptyAccount, step } = require('xmpp-push-rules')
const { parseXml } = require('xmpp-push-rules/xml')
const conformance = require('xmpp-push-rules/conformance')

const { right: account } = emptyAccount('juliet@capulet.example')
const [effects] = step(defaultOptions)({ _tag: 'SessionOpened', at: 0, resource: 'balcony' })(account)
console.log(JSON.stringify([effects, parseXml('<a/>'), right(typeof conformance)]))
