/** Logs: what a fault says, and the pieces of other programs that are read all the same. */
import xml from '@xmpp/xml'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defaultOptions, policies } from 'xmpp-push-rules'
import {
  decodeEffect,
  decodeEvent,
  decodeLine,
  decodeOptions,
  decodeOutput,
  encodeEvent,
  schemas,
} from 'xmpp-push-rules/log'

const faults = (
  read: E.Either<ReadonlyArray<{ readonly line: number; readonly path: string; readonly expected: string }>, unknown>,
): ReadonlyArray<string> =>
  E.isLeft(read) ? read.left.map(({ line, path, expected }) => `${line} ${path}: ${expected}`) : []

describe('a fault', () => {
  it('has the line, the path, and what was expected; all faults are told', () => {
    const source = JSON.stringify({
      _tag: 'HibernationStarted',
      at: '0',
      resource: 'phone',
      queue: [{ key: 'm1', stanza: '<message/>' }, { stanza: '<message>' }],
    })
    expect(faults(decodeEvent(source, 12))).toEqual([
      '12 at: a time in epoch milliseconds',
      '12 queue[1].stanza: XML as XMPP allows it; at line 1, column 10 the text ends before an element, a tag or a CDATA section is closed',
      '12 queue[1].key: a text',
      '12 resumeTimeoutMs: a finite number',
    ])
  })

  it('names the tags where there is none of them', () => {
    expect(faults(decodeOutput('{"_tag":"published"}'))).toEqual([
      '1 _tag: one of Published, Replied, ResumeTimeout, Unplayable, Explained',
    ])
    expect(faults(decodeOutput('{}'))[0]).toMatch(/^1 _tag: one of /u)
    expect(faults(decodeOutput('[]'))).toEqual(['1 : an object'])
    expect(faults(decodeOutput('{"_tag":"constructor"}'))[0]).toMatch(/^1 _tag: one of /u)
  })

  it('names an option by its own name', () => {
    expect(faults(decodeOptions('{"maxDevices":0,"colour":1}'))).toEqual([
      '1 maxDevices: a whole number from 1 to 1000',
      expect.stringMatching(/^1 colour: includeBody, /u),
    ])
    expect(faults(decodeLine('{"format":"xmpp-push-rules/1","options":{"push_max_devices":"2"}}', 1))).toEqual([
      '1 options.push_max_devices: a whole number from 1 to 1000',
    ])
  })

  it('is one of the line where a log has none of its members', () => {
    expect(faults(decodeLine('{"account":"juliet@capulet.example"}', 5))).toEqual([
      '5 at: epoch milliseconds, from 0 to 8640000000000000',
    ])
    expect(faults(decodeLine('{"format":"other"}', 5))).toEqual(['5 format: one of xmpp-push-rules/1'])
    expect(faults(decodeLine('{"at":1,"account":"juliet@capulet.example","event":{"_tag":"Archived"}}', 5))).toEqual([
      '5 event.delivery: an object',
    ])
    expect(faults(decodeLine('null', 5))).toEqual(['5 : an object'])
  })
})

describe('a line', () => {
  it('may begin with a byte order mark, and have members that nobody knows', () => {
    expect(decodeEffect('\ufeff{"_tag":"StopTimer","timer":"t","colour":"red"}')).toEqual(
      E.right({ _tag: 'StopTimer', timer: 't' }),
    )
  })

  it('of a header has all options; with names of the README they are those of that module', () => {
    const read = (options: string): unknown => decodeLine(`{"format":"xmpp-push-rules/1"${options}}`)
    const header = (options: object): unknown => E.right({ _tag: 'Header', options, recorded: false })
    expect(read('')).toEqual(header(defaultOptions))
    expect(read(',"options":{"maxDevices":2}')).toEqual(header({ ...defaultOptions, maxDevices: 2 }))
    expect(read(',"options":{"push_max_hibernation_timeout":60}')).toEqual(
      header({ ...defaultOptions, ...policies.prosody, maxHibernationMs: 60_000 }),
    )
  })
})

it('a stanza of xmpp.js is written by itself, without its parent', () => {
  const iq = xml('iq', { type: 'set', id: '1' })
  xml('stream:stream', { xmlns: 'jabber:client', 'xmlns:stream': 'http://etherx.jabber.org/streams' }, iq)
  expect(JSON.parse(encodeEvent({ _tag: 'IqReceived', at: 0, resource: 'phone', iq }))).toEqual({
    _tag: 'IqReceived',
    at: 0,
    resource: 'phone',
    iq: '<iq type="set" id="1"/>',
  })
})

/** A property of the schema of options. */
interface Bounded {
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

describe('the schema of options has the bounds of', () => {
  const [own, readme] = schemas.options['oneOf'] as ReadonlyArray<{ readonly properties: Record<string, Bounded> }>
  const properties = Object.entries({ ...own?.properties, ...readme?.properties })
  const isRead = (name: string, value: unknown): boolean => E.isRight(decodeOptions(JSON.stringify({ [name]: value })))

  it.each(properties.filter(([, { type }]) => type === 'integer'))('%s', (name, { minimum = 0, maximum = 0 }) => {
    expect([minimum - 1, minimum, maximum, maximum + 1].map((value) => isRead(name, value))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it.each(properties.filter(([, { maxLength }]) => maxLength !== undefined))('%s', (name, { maxLength = 0 }) => {
    expect([maxLength, maxLength + 1].map((length) => isRead(name, 'x'.repeat(length)))).toEqual([true, false])
  })

  it('all of them', () => {
    expect(Object.keys(own?.properties ?? {}).sort()).toEqual(Object.keys(defaultOptions).sort())
    expect(Object.keys(readme?.properties ?? {})).toHaveLength(6)
  })
})

describe('options by the names of the README of mod_cloud_notify', () => {
  const isValid = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schemas.options)

  it.each([
    ['push_max_devices', { push_max_devices: 2 }, []],
    ['those of other modules', { push_max_devices: 2, admins: [] }, []],
    ['a name of ours beside them', { push_max_errors: 3, maxDevices: 'bad' }, ['maxDevices']],
    ['a right value of ours beside them', { push_max_errors: 3, maxDevices: 2 }, ['maxDevices']],
    ['one that there is none of', { push_max_errors: 3, push_max_device: 2 }, ['push_max_device']],
    ['only one that there is none of', { push_max_device: 2 }, ['push_max_device']],
    ['two faults', { push_max_errors: 0, push_max_device: 2 }, ['push_max_device', 'push_max_errors']],
  ])('%s', (_, given, paths) => {
    const read = decodeOptions(JSON.stringify(given))
    expect(E.isLeft(read) ? read.left.map(({ path }) => path) : []).toEqual(paths)
    expect(isValid(given)).toBe(paths.length === 0)
  })

  it('what would have been right is said', () => {
    expect(faults(decodeOptions('{"push_max_errors":3,"maxDevices":2}'))).toEqual([
      expect.stringContaining(
        "maxDevices: beside names of mod_cloud_notify's README no other option than push_notification_with_body, ",
      ) as unknown,
    ])
  })
})
