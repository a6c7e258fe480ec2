import {
  body,
  collected,
  disable,
  enable,
  login,
  logout,
  message,
  publishOptions,
  pushIq,
  romeoWrites,
  send,
  type Scene,
} from '../scene.js'

const enabling = (id: string, title: string, rules: ReadonlyArray<string>, ...steps: Scene['steps']): Scene => ({
  id,
  title,
  rules,
  profile: 'plain',
  steps: [login('juliet/phone'), ...steps, logout('juliet/phone'), login('romeo/desk'), romeoWrites(body('hello'))],
})

const disabling = (id: string, title: string, rules: ReadonlyArray<string>, ...steps: Scene['steps']): Scene => ({
  id,
  title,
  rules,
  profile: 'plain',
  steps: [
    login('juliet/phone'),
    enable('juliet/phone', 'phone'),
    login('juliet/tablet'),
    enable('juliet/tablet', 'tablet'),
    ...steps,
    logout('juliet/phone'),
    logout('juliet/tablet'),
    login('romeo/desk'),
    romeoWrites(body('hello')),
  ],
})

const otherForm =
  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:example:other</value></field></x>"
const formWithoutType = "<x xmlns='jabber:x:data' type='submit'><field var='secret'><value>s3cret</value></field></x>"

/** Enabling and disabling (REG, DIS). */
export const registrationScenes: ReadonlyArray<Scene> = [
  enabling('enable-node', 'enable with a node', ['REG-1', 'TRG-1', 'PUB-1'], enable('juliet/phone', 'phone')),
  enabling(
    'enable-no-node',
    'enable without a node',
    ['REG-3', 'PUB-1'],
    pushIq('juliet/phone', 'enable', { jid: '{push}' }),
  ),
  enabling(
    'enable-empty-node',
    'enable with an empty node, then without one',
    ['REG-3', 'REG-4'],
    pushIq('juliet/phone', 'enable', { jid: '{push}', node: '' }),
    pushIq('juliet/phone', 'enable', { jid: '{push}' }),
  ),
  enabling(
    'enable-form',
    'enable with publish options',
    ['REG-5', 'PUB-1'],
    enable('juliet/phone', 'phone', publishOptions(['secret', 's3cret'], ['many', 'one', 'two & three'], ['empty'])),
  ),
  enabling(
    'enable-form-typed',
    'enable with publish options whose fields have types',
    ['REG-5'],
    enable(
      'juliet/phone',
      'phone',
      publishOptions(['secret', 's3cret']).replace("<field var='FORM_TYPE'>", "<field type='hidden' var='FORM_TYPE'>"),
    ),
  ),
  enabling(
    'enable-form-untyped',
    'enable with a form that has no FORM_TYPE',
    ['REG-5'],
    enable('juliet/phone', 'phone', formWithoutType),
  ),
  enabling(
    'enable-form-other',
    'enable with a form of another FORM_TYPE',
    ['REG-5'],
    enable('juliet/phone', 'phone', otherForm),
  ),
  enabling(
    'enable-two-forms',
    'enable with two forms',
    ['REG-5'],
    enable('juliet/phone', 'phone', publishOptions(['secret', 'one']) + publishOptions(['secret', 'two'])),
  ),
  enabling('enable-no-jid', 'enable without jid', ['REG-1'], pushIq('juliet/phone', 'enable', { node: 'phone' })),
  enabling(
    'enable-bad-jid',
    'enable with what is no JID',
    ['REG-1'],
    pushIq('juliet/phone', 'enable', { jid: '@@push', node: 'phone' }),
  ),
  enabling(
    'enable-own-full-jid',
    "enable with one's own full JID",
    ['REG-2'],
    pushIq('juliet/phone', 'enable', { jid: '{juliet}/phone', node: 'phone' }),
  ),
  enabling(
    'enable-own-bare-jid',
    "enable with one's own bare JID",
    ['REG-2'],
    pushIq('juliet/phone', 'enable', { jid: '{juliet}', node: 'phone' }),
  ),
  enabling(
    'enable-get',
    'iq of type get',
    ['REG-9'],
    pushIq('juliet/phone', 'enable', { jid: '{push}', node: 'phone' }, '', { type: 'get' }),
  ),
  enabling(
    'enable-other-child',
    'iq with another child of the namespace',
    ['REG-9'],
    pushIq('juliet/phone', 'toggle', { jid: '{push}', node: 'phone' }),
  ),
  enabling(
    'enable-to-bare',
    "iq addressed to one's own bare JID",
    ['REG-1'],
    pushIq('juliet/phone', 'enable', { jid: '{push}', node: 'phone' }, '', { attrs: " to='{juliet}'" }),
  ),
  enabling(
    'enable-again',
    'enable again with other options',
    ['REG-4', 'REG-5'],
    enable('juliet/phone', 'phone', publishOptions(['secret', 'old'])),
    enable('juliet/phone', 'phone', publishOptions(['secret', 'new'])),
  ),
  enabling(
    'enable-language',
    'enable in a language of its own',
    ['REG-1', 'PUB-1'],
    pushIq('juliet/phone', 'enable', { jid: '{push}', node: 'phone' }, '', { attrs: " xml:lang='it'" }),
  ),
  enabling(
    'enable-escaped-node',
    'a node with characters that XML escapes',
    ['REG-4', 'PUB-1'],
    enable('juliet/phone', 'a&amp;b&lt;c&gt;&quot;ü'),
  ),
  enabling(
    'enable-two-nodes',
    'one client enables two nodes',
    ['REG-4', 'REG-7'],
    enable('juliet/phone', 'one'),
    enable('juliet/phone', 'two'),
  ),
  {
    ...enabling(
      'enable-domain',
      'the push service is a bare domain',
      ['REG-1', 'PUB-1'],
      pushIq('juliet/phone', 'enable', { jid: 'push.localhost', node: 'phone' }),
    ),
    service: 'push.localhost',
  },
  {
    id: 'device-cap',
    title: 'more devices than the cap',
    rules: ['REG-6', 'DIS-4'],
    profile: 'plain',
    steps: [
      ...['one', 'two', 'three', 'four'].flatMap((name) => [
        login(`juliet/${name}`, { presence: false }),
        enable(`juliet/${name}`, name),
      ]),
      login('romeo/desk'),
      romeoWrites(body('all are connected')),
      ...['one', 'two', 'three', 'four'].map((name) => logout(`juliet/${name}`)),
      romeoWrites(body('all are gone'), 'chat', 'm2'),
    ],
  },
  disabling('disable-one', 'disable one node', ['DIS-2'], disable('juliet/phone', 'phone')),
  disabling('disable-all', 'disable without a node', ['DIS-2'], disable('juliet/phone')),
  disabling('disable-empty-node', 'disable with an empty node', ['DIS-2'], disable('juliet/phone', '')),
  disabling(
    'disable-unknown-node',
    'disable a node that was not enabled',
    ['DIS-3'],
    disable('juliet/phone', 'laptop'),
  ),
  disabling(
    'disable-unknown-service',
    'disable a service that was not enabled',
    ['DIS-3'],
    pushIq('juliet/phone', 'disable', { jid: 'other.localhost' }),
    pushIq('juliet/phone', 'disable', { jid: 'other.localhost', node: 'phone' }),
  ),
  disabling('disable-no-jid', 'disable without jid', ['DIS-1'], pushIq('juliet/phone', 'disable', { node: 'phone' })),
  disabling(
    'disable-bad-jid',
    'disable with what is no JID',
    ['DIS-1'],
    pushIq('juliet/phone', 'disable', { jid: '@@push' }),
  ),
  disabling(
    'disable-from-elsewhere',
    'one device disables the node of another',
    ['DIS-2', 'DIS-4'],
    disable('juliet/phone', 'tablet'),
  ),
  {
    id: 'two-users',
    title: 'two users with the same service and node',
    rules: ['ERR-6', 'REG-4', 'DIS-2'],
    profile: 'plain',
    steps: [
      login('juliet/phone'),
      enable('juliet/phone', 'phone'),
      logout('juliet/phone'),
      login('nurse/phone'),
      enable('nurse/phone', 'phone'),
      disable('nurse/phone', 'phone'),
      logout('nurse/phone'),
      login('romeo/desk'),
      send('romeo/desk', message('{nurse}', body('to the nurse'), 'chat', 'm1')),
      romeoWrites(body('to juliet'), 'chat', 'm2'),
      collected,
    ],
  },
]
