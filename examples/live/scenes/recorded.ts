import {
  accept,
  ackLate,
  answer,
  body,
  collected,
  disable,
  enable,
  holdAcks,
  login,
  logout,
  message,
  publishOptions,
  resume,
  romeoWrites,
  send,
  serviceSends,
  vanish,
  type Scene,
  type Step,
} from '../scene.js'

const state = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
const call =
  "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"

const dayOfJuliet: ReadonlyArray<Step> = [
  login('romeo/desk'),
  login('juliet/balcony'),
  enable('juliet/balcony', 'phone', publishOptions(['secret', 'rosaline'])),
  romeoWrites(body('But, soft! what light through yonder window breaks?'), 'chat', 'm1'),
  vanish('juliet/balcony'),
  romeoWrites(state, 'chat', 'm2'),
  romeoWrites(body('It is the east, and Juliet is the sun.'), 'chat', 'm3'),
  romeoWrites(body('Arise, fair sun'), 'chat', 'm4'),
  collected,
  romeoWrites(call, 'chat', 'm5'),
  collected,
  resume('juliet/balcony'),
  holdAcks('juliet/balcony'),
  romeoWrites(body('It is my lady, O, it is my love!'), 'chat', 'm6'),
  ackLate,
  vanish('juliet/balcony'),
  collected,
  resume('juliet/balcony'),
  login('juliet/chamber', { carbons: true }),
  enable('juliet/chamber', 'tablet'),
  romeoWrites(
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AAAA</payload></encrypted><store xmlns='urn:xmpp:hints'/>",
    'chat',
    'm7',
  ),
  logout('juliet/balcony'),
  romeoWrites(body('She speaks, yet she says nothing: what of that?'), 'chat', 'm8'),
  logout('juliet/chamber'),
  romeoWrites(body('Her eye discourses; I will answer it.'), 'chat', 'm9'),
  serviceSends(
    `<message from='garden@push.localhost/mercutio' to='{juliet}' type='groupchat' id='g1'>${body('A plague on both your houses!')}</message>`,
  ),
]

const dayOfTheNurse: ReadonlyArray<Step> = [
  login('nurse/street'),
  enable('nurse/street', 'phone'),
  logout('nurse/street'),
  answer('phone', 'wait', 'resource-constraint'),
  send('romeo/desk', message('{nurse}', body('Nurse, commend me to thy lady'), 'chat', 'n1')),
  answer('phone', 'cancel', 'item-not-found'),
  ...['n2', 'n3', 'n4', 'n5'].map((id) =>
    send('romeo/desk', message('{nurse}', body(`I protest unto thee (${id})`), 'chat', id)),
  ),
  accept('phone'),
  romeoWrites(body('Alas, she has no device left'), 'chat', 'm10'),
]

const dayOfBenvolio: ReadonlyArray<Step> = [
  ...['sword', 'shield', 'cloak', 'mask'].flatMap((name) => [
    login(`benvolio/${name}`),
    enable(`benvolio/${name}`, name),
    logout(`benvolio/${name}`),
  ]),
  send('romeo/desk', message('{benvolio}', body('Give me a torch'), 'chat', 'b1')),
  login('benvolio/cloak'),
  disable('benvolio/cloak', 'mask'),
  logout('benvolio/cloak'),
  send('romeo/desk', message('{benvolio}', body('I am not for this ambling'), 'chat', 'b2')),
  login('benvolio/cloak'),
  disable('benvolio/cloak'),
  logout('benvolio/cloak'),
  send('romeo/desk', message('{benvolio}', body('Being but heavy, I will bear the light'), 'chat', 'b3')),
]

/** One long scene for the recording: four users under their own names, one thing after the other. */
export const recordedScene: Scene = {
  id: 'recorded',
  title: 'a day in Verona',
  rules: ['REG', 'DIS', 'TRG', 'DUP', 'ERR'],
  profile: 'plain',
  service: 'push.localhost',
  plainNames: true,
  steps: [...dayOfJuliet, ...dayOfTheNurse, ...dayOfBenvolio],
}
