import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { decodeLine, type LogLine } from 'xmpp-push-rules/log'

const text = readFileSync(new URL('../../examples/recorded-session.ndjson', import.meta.url), 'utf8')
const lines = text
  .trim()
  .split('\n')
  .map((line) => decodeLine(line))
const read = lines.flatMap((line): ReadonlyArray<LogLine> => (E.isRight(line) ? [line.right] : []))
const events = read.flatMap((line) => (line._tag === 'Happened' ? [line] : []))

test('every line of the recording can be read', () => {
  expect(lines.flatMap((line) => (E.isLeft(line) ? line.left : []))).toEqual([])
  expect(read[0]?._tag).toBe('Header')
})

test('the recording has what mod_cloud_notify reacts to', () => {
  const tags = new Set(events.map(({ event }) => event._tag))
  expect([...tags].toSorted()).toEqual([
    'AckDelayed',
    'Archived',
    'GroupchatToBare',
    'HibernationStarted',
    'IqReceived',
    'PublishAnswered',
    'QueuedWhileHibernating',
    'SessionClosed',
    'SessionOpened',
    'SessionResumed',
    'StoredOffline',
  ])
})

test('a stanza has one key, archived, queued, and in the queue of a late ack', () => {
  const keysOf = (id: string): ReadonlyArray<string> =>
    events
      .filter(({ account }) => account === 'juliet@localhost')
      .flatMap(({ event }) => ('delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : []))
      .filter(({ stanza }) => stanza.attrs['id'] === id)
      .map(({ key }) => key)
  for (const id of ['m3', 'm6', 'm9']) {
    expect(keysOf(id).length).toBeGreaterThan(1)
    expect(new Set(keysOf(id)).size).toBe(1)
  }
})

test('nothing in the recording tells where it was made', () => {
  expect(text).not.toMatch(/\/(tmp|home|root|var|usr)\//)
})
