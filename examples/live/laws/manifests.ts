/** What each server can do, as the kit asks for it, and why not where it cannot. */
import { policies } from 'xmpp-push-rules'
import type { Adapter, Manifest } from 'xmpp-push-rules/conformance'
import type { ServerName } from '../server.js'

export type Facts = Pick<Adapter<unknown>, 'name' | 'capabilities' | 'options'>

/** Of no running server: it is asked over the wire, and the wire does not tell. */
const overTheWire: Manifest = {
  offline: true,
  archive: true,
  hibernation: true,
  errors: true,
  'stranger-answers': true,
  'several-accounts': true,
  'publish-ids': true,
  disco: true,
  ping: 'only other modules inside the server can ask for one',
  'answer-timeout': 'the server waits for an answer longer than a law can last, or for ever',
  'delete-account': 'accounts are deleted by the administrator, not over the wire',
  'save-failure': 'the store of the running server cannot be made to fail',
  restart: 'all laws share one running server, and a restart would end the sessions of the others',
  concurrent: 'whatever comes over the wire comes one after the other, and that is not to be seen from outside',
  context: 'the push module knows nothing of a stanza but the stanza: no mute, no roster, no setting of a chat',
  presence: 'the push module does not look at presence',
  unread: 'the server has no number of unread messages that could change',
  subscriptions: 'a subscription request is no event of the push module',
  clients: 'the push module does not ask which client a session is of',
  'remove-registrations':
    'nothing in the server removes a registration but its client, its push service and the cap on devices',
  counts: 'the server counts neither unread messages nor subscription requests',
  'resume-timeout': 'how long a session is waited for is not to be seen from outside',
  explain: 'the server gives no reasons',
  inspect: 'a client cannot list the registrations of its account',
  'state-size': "the size of the server's state is not to be seen from outside",
  'virtual-clock': 'its clock is the real one, and nobody waits for days',
  'options:includeBody': true,
  'options:includeSender': true,
  'options:importantBody': true,
}

const noSetting = (what: string): string => `the server has no setting for ${what}`

const noExtensions = 'mod_push and mod_cloud_notify by themselves read nothing of an enable but its form'

/** Rules that neither server lets its administrator choose. */
const unchosen: Manifest = {
  'options:maxBodyChars': noSetting('the length of a body'),
  'options:senderJid': noSetting('the form of the sender'),
  'options:quietSummary': noSetting('what the push of an unimportant stanza shows'),
  'options:importance': noSetting('what is important'),
  'options:understands': noSetting('what is read of a stanza'),
  'options:urgent': noSetting('how calls are treated'),
  'options:callEnds': noSetting('telling of the end of a call'),
  'options:sessionsSilence': noSetting('whether the user must be offline'),
  'options:archiveWithoutSession': noSetting('which of archive and offline store makes the push'),
  'options:queuePushes': noSetting('how many pushes a queue makes'),
  'options:whileHibernating': noSetting('whether stanzas are collected while a session hibernates'),
  'options:coalesceMs': noSetting('how long stanzas are collected'),
  'options:maxStanzasPerSecond': noSetting('a rate limit of notifications'),
  'options:clearPushes': noSetting('telling of messages that were read'),
  'options:maxHibernationMs': 'hibernations of hours are too long to wait for',
  'options:wakeBeforeTimeoutMs': 'waking up before a timeout of hours is too long to wait for',
  'options:maxFailingMs': 'a row of errors counts by its length alone, however long it lasts',
  'options:errors': noSetting('which errors count'),
  'options:maxIdleMs': noSetting('the age of a registration'),
  'options:provisioned': noSetting('who may have push'),
  'options:services': noSetting('which push services may be enabled'),
  'options:nodeRequired': noSetting('whether a node is required'),
  'options:disableUnknown': noSetting('the answer when there is nothing to disable'),
  'options:oneNodePerClient': noSetting('how many nodes a client may have'),
  'options:extensions': noExtensions,
  'options:unlistedRooms': noExtensions,
  'options:callsPassFilters': noExtensions,
  'options:nickInBody': noExtensions,
  'options:encryptedMention': noExtensions,
  'options:encryptedText': noExtensions,
  'options:maxNodeBytes': noSetting('the length of a node'),
  'options:maxFormBytes': noSetting('the size of publish options'),
  'options:maxNotified': 'the server keeps no list of the stanzas that it pushed',
  'options:maxNotifiedAgeMs': 'the server keeps no list of the stanzas that it pushed',
}

const prosody: Facts = {
  name: 'Prosody, mod_cloud_notify',
  capabilities: {
    ...overTheWire,
    ...unchosen,
    'groupchat-to-bare': true,
    'ack-delay': true,
    'service-message': 'mod_cloud_notify reads no messages of push services',
    'options:notifyOn': noSetting('notifying of important stanzas alone'),
    'options:maxErrors': true,
    'options:maxDevices': true,
  },
  options: { ...policies.prosody },
}

const ejabberd: Facts = {
  name: 'ejabberd, mod_push',
  capabilities: {
    ...overTheWire,
    ...unchosen,
    'groupchat-to-bare': 'ejabberd refuses groupchat messages to the bare JID before mod_push sees them',
    'ack-delay': 'ejabberd ends the connection when an ack is late: the session hibernates at once',
    'service-message': 'mod_push reads no messages of push services',
    'options:notifyOn': 'mod_push 23.01 has no such setting yet, it notifies of every stanza',
    'options:maxErrors': 'the first error other than wait removes a registration, that is not a setting',
    'options:maxDevices': 'the number of devices is not limited',
  },
  // Version 23.01 still sends the full sender. It knows no cap on devices; the laws never enable more than the
  // library's own default without asking for the option. The placeholder body is a setting.
  options: { ...policies.ejabberd, senderJid: 'full', importantBody: 'New Message!' },
}

/** Its hosts have the modules that a law asks for. */
const prosodyExtensions: Facts = {
  ...prosody,
  name: 'Prosody, mod_cloud_notify_extensions',
  capabilities: { ...prosody.capabilities, 'options:extensions': true },
}

export const manifests: Readonly<Record<ServerName, Facts>> = {
  prosody,
  'prosody-13': prosody,
  'prosody-extensions': prosodyExtensions,
  ejabberd,
  'ejabberd-24': {
    ...ejabberd,
    capabilities: { ...ejabberd.capabilities, 'options:notifyOn': true },
    options: { ...policies.ejabberd, importantBody: 'New Message!' },
  },
}
