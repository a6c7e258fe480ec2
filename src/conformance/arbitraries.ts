export { account, delivery, session } from './arbitraries/account.js'
export { bareJid, domainpart, jid, localpart, notAJid, resourcepart } from './arbitraries/jid.js'
export { type MoveName, MOVES } from './arbitraries/moves.js'
export { importancePolicy, options, someOptions } from './arbitraries/options.js'
export {
  formFields,
  publishOptions,
  registration,
  registrationKey,
  registrationKeys,
} from './arbitraries/registration.js'
export {
  buildStanza,
  type KindOfStanza,
  stanza,
  STANZA_DRESSES,
  STANZA_KINDS,
  type StanzaKind,
  stanzaOfKind,
} from './arbitraries/stanza.js'
export { stanzaKey, text } from './arbitraries/text.js'
export { eventsOf, trace, type TraceSettings } from './arbitraries/trace.js'
