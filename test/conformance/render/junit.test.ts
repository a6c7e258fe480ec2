import { type Element, Parser } from '@xmpp/xml'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { renderJUnit } from '../../../src/conformance/render/junit.js'
import { visible } from '../../../src/conformance/render/text.js'
import type { LawResult, Report } from '../../../src/conformance/report.js'
import { parseXml, type XmlElement } from '../../../src/xml.js'
import { empty, hostile, hostileReport, report, small } from './fixture.js'

const read = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (!isRight(parsed)) throw new Error(parsed.left.message)
  return parsed.right
}

/** The suites, as ltx reads them. */
const readInLtx = (text: string): ReadonlyArray<Element> => {
  const suites: Array<Element> = []
  const parser = new Parser()
  parser.on('element', (element) => suites.push(element))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(text)
  return suites
}

const textOf = (element: XmlElement | undefined): string =>
  (element?.children ?? []).filter((child) => typeof child === 'string').join('')

const children = (element: XmlElement | undefined, name: string): ReadonlyArray<XmlElement> =>
  (element?.children ?? []).filter((child): child is XmlElement => typeof child === 'object' && child.name === name)

const caseOf = (root: XmlElement, suite: number, name: string): XmlElement | undefined =>
  children(children(root, 'testsuite')[suite], 'testcase').find(({ attrs }) => attrs['name'] === name)

const one = (result: Partial<LawResult>): Report => ({
  title: 'One',
  implementations: report.implementations.slice(0, 1).map((implementation) => ({
    ...implementation,
    results: implementation.results.slice(0, 1).map((first) => ({ ...first, ...result })),
  })),
})

describe('a report as JUnit XML', () => {
  const rootOf = (): XmlElement => read(renderJUnit(report))

  it('has a suite for each implementation, with counts', () => {
    expect(rootOf().attrs).toEqual({
      name: 'Push notification rules',
      tests: '188',
      failures: '4',
      errors: '0',
      skipped: '21',
    })
    expect(children(rootOf(), 'testsuite').map(({ attrs }) => attrs)).toEqual([
      { name: 'xmpp-push-rules 0.1.0', tests: '63', failures: '0', errors: '0', skipped: '0' },
      { name: 'Prosody 13.0.2', tests: '63', failures: '2', errors: '0', skipped: '8' },
      { name: 'ejabberd', tests: '62', failures: '2', errors: '0', skipped: '13' },
    ])
    expect(
      children(children(children(rootOf(), 'testsuite')[1], 'properties')[0], 'property').map(({ attrs }) => attrs),
    ).toEqual([
      { name: 'version', value: '13.0.2' },
      { name: 'when', value: '14 March 2031' },
    ])
  })

  it('counts what it holds', () => {
    for (const suite of children(rootOf(), 'testsuite')) {
      const cases = children(suite, 'testcase')
      expect(String(cases.length)).toBe(suite.attrs['tests'])
      expect(String(cases.filter((one) => children(one, 'failure').length === 1).length)).toBe(suite.attrs['failures'])
      expect(String(cases.filter((one) => children(one, 'skipped').length === 1).length)).toBe(suite.attrs['skipped'])
    }
  })

  it('pass: nothing within', () => {
    expect(caseOf(rootOf(), 0, 'xep-0357/disabling/never-publish-after')).toEqual({
      name: 'testcase',
      attrs: {
        classname: 'xmpp-push-rules.xep-0357.disabling',
        name: 'xep-0357/disabling/never-publish-after',
        assertions: '100',
      },
      children: [],
    })
  })

  it('fail: reason, level, all that is known, and the log', () => {
    const failed = caseOf(rootOf(), 1, 'xep-0357/disabling/never-publish-after')
    const [failure] = children(failed, 'failure')
    expect(failure?.attrs).toEqual({
      message: 'A registration that was disabled from another session got a publish.',
      type: 'SEED',
    })
    const text = textOf(failure)
    expect(text).toContain('SEED DIS-5, XEP-0357 §6: For every account')
    expect(text).toContain(
      'https://xmpp.org/extensions/xep-0357.html#disabling\nruns: 37, seed: -1819283741, path: 36:0:1:1:3\n\n  0 ms',
    )
    expect(text).toContain('<disable xmlns="urn:xmpp:push:0" jid="push.capulet.lit"/>')
    const log = textOf(children(failed, 'system-out')[0])
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly at?: number }).at),
    ).toEqual([undefined, 0, 20, 40])
  })

  it('fail without anything known', () => {
    const failed = caseOf(rootOf(), 2, 'xep-0357/enabling/another-form-type-is-refused')
    expect(children(failed, 'failure')[0]?.attrs['message']).toBe('No reason was given.')
    expect(children(failed, 'system-out')).toEqual([])
    expect(textOf(children(failed, 'failure')[0])).toMatch(/^MUST REG-7, .*\nhttps.*\nruns: 1$/)
  })

  it('not applicable, and differs: skipped, and they say why', () => {
    expect(caseOf(rootOf(), 1, 'cloud-notify/triggers/archived-reaches-the-unbound')?.children).toEqual([
      { name: 'skipped', attrs: { message: 'not applicable: The adapter has no archive.' }, children: [] },
    ])
    expect(caseOf(rootOf(), 1, 'cloud-notify/importance/correction')?.children).toEqual([
      { name: 'skipped', attrs: { message: 'differs: policies.prosody: whatever has a body alerts.' }, children: [] },
    ])
  })

  it('arrives as text, whatever it is', () => {
    const nasty = renderJUnit(hostileReport)
    expect(readInLtx(nasty).map(({ attrs }) => attrs['tests'])).toEqual(hostile.map(() => '8'))
    const suites = children(read(nasty), 'testsuite')
    expect(suites.map(({ attrs }) => attrs['name'])).toHaveLength(hostile.length)
    const messages = suites
      .flatMap((suite) => children(suite, 'testcase'))
      .flatMap((one) => children(one, 'failure'))
      .map(({ attrs }) => attrs['message'])
    expect(new Set(messages)).toEqual(new Set(hostile.map(visible)))
  })

  it('has times in seconds where they are known, and their sums', () => {
    const timed = read(renderJUnit(one({ verdict: 'pass', ms: 1234.6 })))
    expect(timed.attrs['time']).toBe('1.235')
    const [suite] = children(timed, 'testsuite')
    expect(suite?.attrs['time']).toBe('1.235')
    expect(children(suite, 'testcase').map(({ attrs }) => attrs['time'])).toEqual(['1.235'])
    expect(renderJUnit(report)).not.toContain(' time="')
  })

  it('reads the same in ltx', () => {
    const suites = readInLtx(renderJUnit(report))
    expect(suites.map((suite) => suite.getChildElements().filter(({ name }) => name === 'testcase').length)).toEqual([
      63, 63, 62,
    ])
  })

  it('is whole where a report is longer than one element may be, and says what was cut', () => {
    const long = '<x y="1"/>'.repeat(150_000)
    const text = renderJUnit(one({ verdict: 'fail', reason: long, transcript: long, log: long }))
    expect(text).toContain('characters more are in the JSON report]')
    expect(text.endsWith('</testcase>\n  </testsuite>\n</testsuites>\n')).toBe(true)
    const [suite] = readInLtx(text)
    expect(suite?.getChild('testcase')?.getChild('system-out')?.children.join('')).toHaveLength(
      1_000_000 + '\n[500000 characters more are in the JSON report]'.length,
    )
  })

  it('cuts nothing that is as long as a text may be', () => {
    const long = 'x'.repeat(1_000_000)
    expect(renderJUnit(one({ verdict: 'differs', reason: long.slice(0, -9) }))).not.toContain('characters more')
    expect(renderJUnit(one({ verdict: 'fail', log: long }))).toContain(`>${long}<`)
  })

  it('is written so', () => {
    expect(renderJUnit(small)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="Small" tests="7" failures="2" errors="0" skipped="3">
        <testsuite name="one 1.0" tests="3" failures="1" errors="0" skipped="1">
          <properties><property name="version" value="1.0"/><property name="when" value="today"/></properties>
          <testcase classname="one.a" name="a/first" assertions="37"><failure message="It went wrong." type="MUST">It went wrong.
      MUST A-1 LONGER-22, Section 1: The requirement of a/first.
      https://example.org/1
      runs: 37, seed: -1819283741, path: 36:0:1:1:3

      1. begin
      	then
                                              deep in: word word word word word word word word word word word word
      </failure><system-out>{"a":1}
      {"b":"&lt;"}
      </system-out></testcase>
          <testcase classname="one.a" name="a/first" assertions="1"/>
          <testcase classname="one.a" name="a/second" assertions="100"><skipped message="differs: The policy is built in."/></testcase>
        </testsuite>
        <testsuite name="two" tests="4" failures="1" errors="0" skipped="2">
          <properties><property name="when" value="today"/></properties>
          <testcase classname="two.a" name="a/first" assertions="100"/>
          <testcase classname="two.a" name="a/second" assertions="0"><skipped message="not applicable: It cannot."/></testcase>
          <testcase classname="two" name="no slug" assertions="2"><failure message="No reason was given." type="FIELD">
      FIELD B-1 B-2, Section 2: The requirement of no slug.

      runs: 2</failure></testcase>
          <testcase classname="two.a-law.with-an-id" name="a-law/with-an-id/that-is-longer-than-the-column-that-it-gets" assertions="0"><skipped message="not applicable: It cannot."/></testcase>
        </testsuite>
      </testsuites>
      "
    `)
  })

  it('of nothing', () => {
    expect(renderJUnit(empty)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Nothing" tests="0" failures="0" errors="0" skipped="0"/>\n',
    )
    expect(renderJUnit({ title: 'Nothing', implementations: [{ name: 'a', results: [] }] })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Nothing" tests="0" failures="0" errors="0" skipped="0">\n  <testsuite name="a" tests="0" failures="0" errors="0" skipped="0"/>\n</testsuites>\n',
    )
  })
})
