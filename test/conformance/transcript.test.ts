import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { arbitraries, feed, type Host, laws, logOf, newHost, pass, play, reference, runLaw, transcriptOf } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { step } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import { decodeLine } from '../../examples/demo/log.js'
import { lawOf, mutantOf } from './find.js'
import { mutants } from './mutants/index.js'

const { trace } = arbitraries

describe('a transcript', () => {
  test('shows options, events, XML, what came out, and the fault at its place', async () => {
    const { transcript } = await runLaw(mutantOf('one-error-too-many'))(lawOf('seed/errors/removed-and-saved'))
    expect(transcript).toContain('options {"maxErrors":2}')
    expect(transcript).toMatch(/^1\. at 0 ms: juliet@capulet\.example SessionOpened$/mu)
    expect(transcript).toContain(`iq: <iq type="set" id="r1" to="juliet@capulet.example" xmlns="jabber:client"><enable xmlns="urn:xmpp:push:0" jid="push.example" node="tablet"/></iq>`)
    expect(transcript).toMatch(/^ {3}<- reply <iq type="result" from="juliet@capulet\.example" to="juliet@capulet\.example\/gone" id="r1"\/>$/mu)
    expect(transcript).toMatch(/^ {3}<- push {2}<iq type="set" from="capulet\.example" to="push\.example" id="push-1"><pubsub/mu)
    expect(transcript).toMatch(/^ {3}<- why {3}push push\.example#tablet: TRG-1, IMP, SUM-3$/mu)
    expect(transcript).toMatch(/: a look into juliet@capulet\.example\n {3}!! expected that 1 registrations are left$/u)
  })

  test('shows every kind of step', async () => {
    const shown = await Promise.all(
      laws.flatMap(({ check }) => (check._tag === 'Fixed' ? [check.scene] : [])).map(async (scene) => transcriptOf(scene, await play(reference, scene))),
    )
    const all = shown.join('\n')
    for (const part of ['ms go by', 'saving fails from now on', 'saving succeeds again', '<- wait', 'skip push.example#phone: DUP-1', 'resumeTimeoutMs: 300000']) {
      expect(all).toContain(part)
    }
    expect(all).not.toContain('!!')
    expect(all).not.toContain('"children"')
  })
})

/** Plays a log again, on the rules. */
const again = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const hosts: Array<Host> = []
  const sent: Array<string> = []
  for (const text of lines) {
    const line = decodeLine(text)
    if (E.isLeft(line)) return [line.left]
    const [host] = hosts
    const out = line.right._tag === 'Header' ? (hosts.unshift(newHost(step)(line.right.options)), []) : host === undefined ? [] : [
      ...pass(host, 'at' in line.right ? line.right.at - host.state.now : 0),
      ...(line.right._tag === 'Happened' ? feed(host, line.right.account, line.right.event) : []),
    ]
    sent.push(...out.flatMap((one) => (one._tag === 'Published' || one._tag === 'Replied' ? [serializeXml(one.iq)] : [])))
  }
  return sent
}

describe('a log', () => {
  test('begins with a header that has the options', async () => {
    const scene = { options: { maxDevices: 2 }, steps: [] }
    expect(logOf(scene, await play(reference, scene))).toBe('{"format":"xmpp-push-rules/1","options":{"maxDevices":2}}\n')
  })

  test('is read by the demo, and played again sends the same', async () => {
    await fc.assert(
      fc.asyncProperty(trace({ most: 15 }), async (scene) => {
        const played = await play(reference, scene)
        const lines = logOf(scene, played).trimEnd().split('\n')
        const sent = lines.flatMap((line) => {
          const { sent: xml } = JSON.parse(line) as { readonly sent?: string }
          return xml === undefined ? [] : [xml]
        })
        expect(again(lines.filter((line) => !line.includes('"sent":')))).toEqual(sent)
        expect(lines.map(decodeLine).filter(E.isLeft)).toEqual([])
      }),
      { numRuns: 60, seed: 11 },
    )
  })

  test('is in the result of a law that fails, and holds nothing that the demo would not read', async () => {
    const failing = await Promise.all(
      mutants.slice(0, 24).map(({ adapter, caughtBy }) => runLaw(adapter, { policies: [] })(lawOf(caughtBy))),
    )
    for (const { log = '' } of failing) {
      const lines = log.trimEnd().split('\n').map(decodeLine)
      expect(lines.filter(E.isLeft)).toEqual([])
      expect(lines[0]).toMatchObject({ right: { _tag: 'Header' } })
      expect(lines.length).toBeGreaterThan(1)
    }
  })
})
