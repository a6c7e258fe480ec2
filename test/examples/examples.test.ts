/** Every example as its first comment says to run it, in plain Node, and what it prints. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const linesOf = async (example: string): Promise<ReadonlyArray<string>> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', `examples/${example}.ts`],
    {
      cwd: root,
    },
  )
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

/** A line that holds these pieces in this order. */
const line = (...pieces: ReadonlyArray<string>): unknown =>
  expect.stringMatching(
    new RegExp(`^${pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&')).join('.*')}`, 'u'),
  )

it('quick-start', async () => {
  expect(await linesOf('quick-start')).toEqual([
    'Save',
    'Reply',
    'Publish',
    line('<iq type="set" from="capulet.example" to="push.example" id="push-1">', 'node="f00"', 'New Message!', '</iq>'),
    line('Push (important). TRG-1: ', ' IMP: ', ' SUM-3: '),
  ])
})

it('ltx-host', async () => {
  expect(await linesOf('ltx-host')).toEqual([
    'xmlns of the stanza: undefined, of its parent: jabber:client',
    '<iq type="result" from="juliet@capulet.example" to="juliet@capulet.example/phone" id="7"/>',
    line('juliet@capulet.example: Push (important). TRG-1: '),
    line('<iq type="set" from="capulet.example" to="push.example" id="…">', 'node="f00"', 'New Message!', '</iq>'),
    'the answer of mallory.example counts: false',
    'the answer of push.example counts: true',
    'the answer of push.example counts: false',
  ])
})

it('own-registries', async () => {
  const request = (id: string, node: string, ...rest: ReadonlyArray<string>): unknown =>
    line('<iq type="set" from="capulet.example" to="push.example" ', `id="${id}">`, `node="${node}"`, ...rest, '</iq>')
  expect(await linesOf('own-registries')).toEqual([
    line('<iq type="result"', 'id="a"/>'),
    line('<iq type="result"', 'id="b"/>'),
    'evicted old',
    line('<iq type="result"', 'id="c"/>'),
    'archive-1 is important: body',
    line('phone, archive-1: Push (important). TRG-1: '),
    request('push-1', 'phone', 'New Message!'),
    line('tablet, archive-1: Push (important). TRG-1: '),
    request('push-2', 'tablet', 'New Message!'),
    line('phone, archive-1: Skip. DUP-1: '),
    line('phone, archive-2: Push (unimportant). TRG-5: '),
    request('push-3', 'phone'),
    line('phone, archive-3: Push (important). TRG-5: '),
    request('push-4', 'phone', 'New Message!'),
    'session-2 was told to come',
    line('phone: Push (unimportant). TRG-9: '),
    request('push-5', 'phone'),
    line('tablet: Push (unimportant). TRG-9: '),
    request('push-6', 'tablet'),
    'devices now: phone (0), tablet (0)', // ERR-1: the wrong sender
    'devices now: phone (0), tablet (1)',
    'devices now: phone (0)',
  ])
})

it('sealed: only the phone that has the key reads what was pushed', async () => {
  const lines = await linesOf('sealed')
  const seen = (...pieces: ReadonlyArray<string>): unknown =>
    line('the push service sees: <iq type="set"', ...pieces, '</encrypted></notification>', '</iq>')
  const opened = {
    chat: { unread: 1, sender: 'romeo@montague.example', type: 'chat', message: 'Call me but love' },
    call: { unread: 1, sender: 'romeo@montague.example/orchard', type: 'call', sid: 'call-1', media: ['audio'] },
  }
  expect(lines).toEqual([
    seen('<encrypted xmlns="tigase:push:encrypt:0" iv="'),
    `the phone reads: ${JSON.stringify(opened.chat)}`,
    'another one reads: cannot be opened',
    seen('<encrypted xmlns="tigase:push:encrypt:0" iv="', 'type="voip">'),
    `the phone reads: ${JSON.stringify(opened.call)}`,
    'another one reads: cannot be opened',
  ])
  const requests = lines.filter((one) => one.startsWith('the push service sees'))
  for (const request of requests) expect(request).not.toMatch(/romeo|montague|love|call-1|audio|jabber:x:data/u)
})

it('muted: each device that stays quiet says why', async () => {
  expect(await linesOf('muted')).toEqual([
    'market@muc.verona.example: Fresh fish, Juliet!',
    line('  phone: Skip. SET-1: The user has muted this chat.'),
    line('  tablet: Skip. SET-1: The user has muted this chat.'),
    'ball@muc.verona.example: This, by his voice, should be a Montague',
    line('  phone: Skip. FIL-7: '),
    line('  tablet: Skip. SET-1: The user wants to hear of this chat only where '),
    'ball@muc.verona.example: Juliet, your mother craves a word with you',
    line('  phone: Skip. FIL-7: '),
    line('  tablet: Push (important). TRG-1: '),
    'romeo@montague.example: Call me but love',
    line('  phone: Push (important). TRG-1: '),
    line('  tablet: Push (important). TRG-1: '),
  ])
})

it('failed-save', async () => {
  expect(await linesOf('failed-save')).toEqual([
    'SessionOpened: 0 registered',
    line('to phone: <iq type="error"', 'id="first"><error type="wait"><internal-server-error '),
    'IqReceived: 0 registered',
    'StoredOffline: 0 registered',
    'stored: 1 of juliet@capulet.example',
    line('to phone: <iq type="result"', 'id="second"/>'),
    'IqReceived: 1 registered',
    line('to push.example: <iq type="set"', 'node="f00"', '</iq>'),
    'StoredOffline: 1 registered',
  ])
})
