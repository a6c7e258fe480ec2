import { describe, expect, it } from 'vitest'
import { renderTable } from '../../../src/conformance/render/table.js'
import { widthOf } from '../../../src/conformance/render/text.js'
import type { Report } from '../../../src/conformance/report.js'
import { crowd, empty, hostileReport, report } from './fixture.js'

const linesOf = (text: string): ReadonlyArray<string> => text.split('\n')

const small: Report = {
  ...report,
  implementations: report.implementations.map((one) => ({ ...one, results: one.results.filter(({ law }) => law.id.includes('disabling')) })),
}

describe('a report as a table', () => {
  it('at 80 columns', () => {
    expect(renderTable(small)).toMatchInlineSnapshot(`
      "Push notification rules, 14 March 2031

      Law                               Level  Rules   xmpp-      Prosody    ejabberd
                                                       push-      13.0.2
                                                       rules
                                                       0.1.0
      ────────────────────────────────────────────────────────────────────────────────
      XEP-0357 §6
      xep-0357/disabling/needs-a-jid    SEED   DIS-1   ✓ pass     ✓ pass     ✓ pass
      xep-0357/disabling/one-node-only  MAY    DIS-2   ✓ pass     ✓ pass     ✓ pass
      xep-0357/disabling/without-node-  MUST   DIS-3   ✓ pass     ✓ pass     ✓ pass
      the-whole-service
      xep-0357/disabling/nothing-to-    FIELD  DIS-4   ✓ pass     ✓ pass     – n/a
      remove-is-a-result                       SUM-5
                                               TRG-10
      xep-0357/disabling/never-         SEED   DIS-5   ✓ pass     ✗ FAIL     ✓ pass
      publish-after
      ────────────────────────────────────────────────────────────────────────────────

      Differs, or not applicable

      – ejabberd, not applicable:
        </script><script>document.documentElement.dataset.hacked = "script"</script>
        <img src=x onerror="document.documentElement.dataset.hacked = 'img'"> "'
        onmouseover="document.documentElement.dataset.hacked = 1" x=' ]]> <!-- -->
        &amp; &lt; &#60; <![CDATA[ </pre></style></title></table></textarea>
        \\u{1b}[31mred\\u{1b}]0;title\\u{7}\\u{d}\\u{0}\\u{9b}2J \\u{202e}gnp.exe\\u{2066}
        \\u{d83d} lone, 😀 paired, \\u{200b} hidden 東京 á مرحبا
          xep-0357/disabling/nothing-to-remove-is-a-result

      1 failure

      ✗ xep-0357/disabling/never-publish-after
        Prosody 13.0.2 · SEED · DIS-5 · XEP-0357 §6
        For every account, whatever happened before: never publish after, and the
        reply goes to the session that asked.

        A registration that was disabled from another session got a publish.

        │   0 ms  romeo@montague.lit  SessionOpened phone
        │         > <iq type="set" id="e1"><enable xmlns="urn:xmpp:push:0"
        │             jid="push.capulet.lit" node="n1"/></iq>
        │         < <iq type="result" id="e1" to="romeo@montague.lit/phone"/>
        │  20 ms  romeo@montague.lit  IqReceived phone
        │         > <iq type="set" id="d1"><disable xmlns="urn:xmpp:push:0"
        │             jid="push.capulet.lit"/></iq>
        │  40 ms  romeo@montague.lit  StoredOffline
        │         > <message from="juliet@capulet.lit/balcony"
        │             to="romeo@montague.lit"><body>Wherefore art thou?</body>
        │             </message>
        │         < <iq type="set" from="montague.lit" to="push.capulet.lit">
        │             <pubsub xmlns="http://jabber.org/protocol/pubsub"><publish
        │             node="n1"/></pubsub></iq>
        │           expected nothing: the registration was removed at 20 ms

        runs 37 · seed -1819283741 · path 36:0:1:1:3
        https://xmpp.org/extensions/xep-0357.html#disabling

      xmpp-push-rules 0.1.0  5 passed
      Prosody 13.0.2         4 passed, 1 failed
      ejabberd               4 passed, 1 not applicable

      5 laws, 3 implementations: 13 passed, 1 failed, 1 not applicable.
      "
    `)
  })

  it('at 120 columns', () => {
    expect(linesOf(renderTable(small, { width: 120 })).slice(0, 12).join('\n')).toMatchInlineSnapshot(`
      "Push notification rules, 14 March 2031

      Law                                                Level  Rules               xmpp-push-rules  Prosody    ejabberd
                                                                                    0.1.0            13.0.2
      ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      XEP-0357 §6
      xep-0357/disabling/needs-a-jid                     SEED   DIS-1               ✓ pass           ✓ pass     ✓ pass
      xep-0357/disabling/one-node-only                   MAY    DIS-2               ✓ pass           ✓ pass     ✓ pass
      xep-0357/disabling/without-node-the-whole-service  MUST   DIS-3               ✓ pass           ✓ pass     ✓ pass
      xep-0357/disabling/nothing-to-remove-is-a-result   FIELD  DIS-4 SUM-5 TRG-10  ✓ pass           ✓ pass     – n/a
      xep-0357/disabling/never-publish-after             SEED   DIS-5               ✓ pass           ✗ FAIL     ✓ pass
      ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────"
    `)
  })

  it.each([48, 60, 80, 100, 120, 200])('has no line above %i columns but for addresses', (width) => {
    for (const data of [report, crowd(5), crowd(31), hostileReport]) {
      const wide = linesOf(renderTable(data, { width })).filter((line) => widthOf(line) > width && !/^ {2}(https?|data|javascript):/.test(line))
      expect(wide).toEqual([])
    }
  })

  it('has every law once, in one line where there is room', () => {
    const lines = linesOf(renderTable(report, { width: 120 }))
    const end = lines.indexOf('Differs, or not applicable')
    const [implementation] = report.implementations
    for (const { law } of implementation?.results.filter(({ law: { id } }) => id.length <= 50) ?? []) {
      const rows = lines.slice(0, end).filter((line) => line.startsWith(`${law.id} `))
      expect(rows).toHaveLength(1)
    }
  })

  it('sections stand in the order of the report', () => {
    const lines = linesOf(renderTable(report))
    const sections = ['XEP-0357 §4.1', 'XEP-0357 §5', 'XEP-0357 §6', 'XEP-0357 §7', 'XEP-0357 §7.1', 'mod_cloud_notify, importance']
    const places = sections.map((section) => lines.indexOf(section))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('counts verdicts where there are more implementations than columns', () => {
    const text = renderTable(crowd(31))
    expect(text).toContain('✓31')
    expect(text).toContain('✗31')
    expect(text).toContain('mutant-31  19 passed, 1 failed')
  })

  it('ends with a summary', () => {
    expect(linesOf(renderTable(report)).slice(-6)).toEqual([
      'xmpp-push-rules 0.1.0  63 passed',
      'Prosody 13.0.2         53 passed, 2 failed, 7 differ, 1 not applicable',
      'ejabberd               47 passed, 2 failed, 13 not applicable',
      '',
      '63 laws, 3 implementations: 163 passed, 4 failed, 7 differ, 14 not applicable.',
      '',
    ])
  })

  it('breaks counts where they do not fit', () => {
    expect(renderTable(report, { width: 48 })).toContain('Prosody 13.0.2\n  53 passed, 2 failed, 7 differ, 1 not\n  applicable\n')
  })

  it('paints only where it is asked to, and painting changes nothing else', () => {
    const plain = renderTable(report, { colour: false })
    const painted = renderTable(report, { colour: true })
    expect(plain).not.toContain('\u001b')
    expect(painted).toContain('\u001b[1;31m✗ xep-0357/disabling/never-publish-after\u001b[0m')
    expect(painted).toContain('\u001b[32m✓\u001b[0m')
    expect(painted.split('\u001b').map((piece, index) => (index === 0 ? piece : piece.replace(/^\[[\d;]*m/, ''))).join('')).toBe(plain)
  })

  it('lets nothing act on the terminal', () => {
    const text = renderTable(hostileReport, { width: 120 })
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
    expect(text).toContain('\\u{1b}[31mred')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e9])('takes a width of %d', (width) => {
    expect(renderTable(small, { width })).toContain('5 laws')
  })

  it('of nothing', () => {
    expect(renderTable(empty)).toBe('Nothing\n\n\n\n0 laws, 0 implementations: nothing was run.\n')
  })

  it('shows a law that was run twice, and one that was not run', () => {
    const [first] = report.implementations
    const [result] = first?.results ?? []
    if (first === undefined || result === undefined) throw new Error('no fixture')
    const text = renderTable({
      title: 'Twice',
      implementations: [
        { name: 'a', results: [result, { ...result, verdict: 'fail', law: { ...result.law, link: '' } }] },
        { name: 'b', results: [] },
      ],
    })
    expect(text).toMatch(/MUST +DSC-1 +✓ pass +·\n +✗ FAIL\n/)
    expect(text).toContain('1 failure\n')
  })
})
