import { createRequire } from 'node:module'
import { step } from 'xmpp-push-rules'

const required = createRequire(import.meta.url)('xmpp-push-rules')
console.log(typeof step, typeof required.step)
