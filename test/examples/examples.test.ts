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
    request('push-1', 'phone', 'New Message!'),
    line('phone: Push (important). TRG-1: '),
    request('push-2', 'tablet', 'New Message!'),
    line('tablet: Push (important). TRG-1: '),
    'archive-1 is important: body',
    line('phone: Skip. DUP-1: '),
    line('tablet: Skip. DUP-1: '),
    request('push-3', 'phone'),
    request('push-4', 'tablet'),
    'devices now: phone (0), tablet (0)', // ERR-1: the wrong sender
    'devices now: phone (0), tablet (1)',
    'devices now: phone (0)',
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
