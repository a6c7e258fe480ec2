import { describe, expect, it } from 'vitest'
import { renderTable } from '../../../src/conformance/render/table.js'
import { widthOf } from '../../../src/conformance/render/text.js'
import type { Report } from '../../../src/conformance/report.js'
import { crowd, empty, hostileReport, report, small as handful } from './fixture.js'

const linesOf = (text: string): ReadonlyArray<string> => text.split('\n')

const small: Report = {
  ...report,
  implementations: report.implementations.map((one) => ({
    ...one,
    results: one.results.filter(({ law }) => law.id.includes('disabling')),
  })),
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

  it('says what its verdicts and levels mean, where it is asked to, and only of those that occur', () => {
    const lines = linesOf(renderTable(small, { key: true }))
    const end = lines.lastIndexOf('─'.repeat(80))
    expect(lines.slice(end + 1, lines.indexOf('Differs, or not applicable')).join('\n')).toMatchInlineSnapshot(`
      "
      ✓ pass  no case broke the law
      ✗ fail  a case broke the law; the one that is shown ends with its fault, and was
              made smaller for a while
      – n/a   the implementation cannot do what the law is about
      MUST    XEP-0357, or what it is built on, demands it
      MAY     XEP-0357 allows it
      SEED    documented behaviour of mod_cloud_notify
      FIELD   what other servers do, behind an option
      "
    `)
    expect(linesOf(renderTable(crowd(3), { width: 48, key: true })).filter((line) => widthOf(line) > 48)).toEqual(
      linesOf(renderTable(crowd(3), { width: 48 })).filter((line) => widthOf(line) > 48),
    )
  })

  it('at 120 columns', () => {
    expect(
      linesOf(renderTable(small, { width: 120 }))
        .slice(0, 12)
        .join('\n'),
    ).toMatchInlineSnapshot(`
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
      const wide = linesOf(renderTable(data, { width })).filter(
        (line) => widthOf(line) > width && !/^ {2}(https?|data|javascript):/.test(line),
      )
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
    const sections = [
      'XEP-0357 §4.1',
      'XEP-0357 §5',
      'XEP-0357 §6',
      'XEP-0357 §7',
      'XEP-0357 §7.1',
      'mod_cloud_notify, importance',
    ]
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
    expect(renderTable(report, { width: 48 })).toContain(
      'Prosody 13.0.2\n  53 passed, 2 failed, 7 differ, 1 not\n  applicable\n',
    )
  })

  it('paints only where it is asked to, and painting changes nothing else', () => {
    const plain = renderTable(report, { colour: false })
    const painted = renderTable(report, { colour: true })
    expect(plain).not.toContain('\u001b')
    expect(painted).toContain('\u001b[1;31m✗ xep-0357/disabling/never-publish-after\u001b[0m')
    expect(painted).toContain('\u001b[32m✓\u001b[0m')
    expect(
      painted
        .split('\u001b')
        .map((piece, index) => (index === 0 ? piece : piece.replace(/^\[[\d;]*m/, '')))
        .join(''),
    ).toBe(plain)
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

  /** Colours as tags. */
  const painted = (data: Report, width: number): string =>
    renderTable(data, { colour: true, width })
      .split('\u001b')
      .map((piece, index) => (index === 0 ? piece : piece.replace(/^\[([\d;]*)m/u, '<$1>')))
      .join('')

  it('painted, with all that a report can hold', () => {
    expect(painted(handful, 64)).toMatchInlineSnapshot(`
      "<1>Small, today<0>

      <1>Law<0>                  <1>Level<0>   <1>Rules<0>          <1>one 1.0<0>    <1>two<0>
      <2>────────────────────────────────────────────────────────────────<0>
      <1>Section 1<0>
      a/first              MUST    <2>A-1 LONGER-22<0>  <1;31>✗ FAIL<0>     <32>✓ pass<0>
                                                  <1;31>✓ pass<0>
      a/second             SHOULD  <2>A-1<0>            <33>≠ differs<0>  <2>– n/a<0>

      <1>Section 2<0>
      no slug              FIELD   <2>B-1 B-2<0>        <2>·<0>          <1;31>✗ FAIL<0>
      a-law/with-an-id/    MUST    <2>B-2<0>            <2>·<0>          <2>– n/a<0>
      that-is-longer-
      than-the-column-
      that-it-gets
      <2>────────────────────────────────────────────────────────────────<0>

      <1>Differs, or not applicable<0>

      <33>≠<0> one 1.0, differs: The policy is built in.
      <2>    a/second<0>

      <2>–<0> two, not applicable: It cannot.
      <2>    a/second<0>
      <2>    a-law/with-an-id/that-is-longer-than-the-column-that-it-gets<0>

      <1>2 failures<0>

      <1;31>✗ a/first<0>
        one 1.0 · MUST · A-1 LONGER-22 · Section 1
        The requirement of a/first.

        It went wrong.

      <2>  │<0> 1. begin
      <2>  │<0>   then
      <2>  │<0>                deep in: word word word word word word
      <2>  │<0>                    word word word word word word

      <2>  runs 37 · seed -1819283741 · path 36:0:1:1:3<0>
      <2>  https://example.org/1<0>

      <1;31>✗ no slug<0>
        two · FIELD · B-1 B-2 · Section 2
        The requirement of no slug.

        No reason was given.
      <2>  runs 2<0>

      one 1.0  1 passed, 1 failed, 1 differs
      two      1 passed, 1 failed, 2 not applicable

      <1;31>4 laws, 2 implementations: 2 passed, 2 failed, 1 differs, 2 not<0>
      <1;31>applicable.<0>
      "
    `)
  })

  it('painted, without a failure', () => {
    const [, two] = handful.implementations
    expect(painted({ title: 'Fine', implementations: [{ name: 'two', results: two?.results.slice(0, 2) ?? [] }] }, 48))
      .toMatchInlineSnapshot(`
      "<1>Fine<0>

      <1>Law<0>       <1>Level<0>  <1>Rules<0>  <1>two<0>
      <2>─────────────────────────────────<0>
      <1>Section 1<0>
      a/first   MUST   <2>A-1<0>    <32>✓ pass<0>
      a/second  MUST   <2>A-1<0>    <2>– n/a<0>
      <2>─────────────────────────────────<0>

      <1>Differs, or not applicable<0>

      <2>–<0> two, not applicable: It cannot.
      <2>    a/second<0>

      two  1 passed, 1 not applicable

      <1>2 laws, 1 implementation: 1 passed, 1 not<0>
      <1>applicable.<0>
      "
    `)
  })

  it('painted, in narrow lines', () => {
    const [, two] = handful.implementations
    const results =
      two?.results
        .slice(-1)
        .map((result) => [result, { ...result, verdict: 'fail' as const }])
        .flat() ?? []
    const lines = painted({ title: 'Narrow', implementations: [{ name: 'two', results }] }, 48).split('\n')
    expect(lines.slice(lines.indexOf('<1>Differs, or not applicable<0>')).join('\n')).toMatchInlineSnapshot(`
      "<1>Differs, or not applicable<0>

      <2>–<0> two, not applicable: It cannot.
      <2>    a-law/with-an-id/that-is-longer-than-the-<0>
      <2>    column-that-it-gets<0>

      <1>1 failure<0>

      <1;31>✗ a-law/with-an-id/that-is-longer-than-the-<0>
      <1;31>  column-that-it-gets<0>
        two · MUST · B-2 · Section 2
        The requirement of a-law/with-an-id/that-is-lo
        nger-than-the-column-that-it-gets.

        It cannot.
      <2>  runs 0<0>
      <2>  https://example.org/1<0>

      two  1 failed, 1 not applicable

      <1;31>1 law, 1 implementation: 1 failed, 1 not<0>
      <1;31>applicable.<0>
      "
    `)
  })

  it('in the most generous layout that fits, from width to width', () => {
    const results = handful.implementations
      .flatMap((one) => one.results)
      .filter(({ law }) => law.id === 'a/first')
      .slice(-1)
    const long = results.map((result) => ({ ...result, law: { ...result.law, rules: ['A-1', 'A-2', 'A-3', 'A-4'] } }))
    const data: Report = {
      title: 'Long',
      implementations: [
        { name: 'implementation', results: long },
        { name: 'another-implementation', results: [] },
      ],
    }
    const table = (width: number): string =>
      linesOf(renderTable(data, { width }))
        .slice(2)
        .join('\n')
        .replace(/─+[^─]*─+[^]*/u, '')
        .replaceAll(/ +$/gmu, '')
    const widths = Array.from({ length: 60 }, (_, index) => 48 + index).filter(
      (width) => width === 48 || table(width) !== table(width - 1),
    )
    expect(widths.map((width) => `${width}:\n${table(width)}`).join('\n')).toMatchInlineSnapshot(`
      "48:
      1 implementation
      2 another-implementation
      ✓ pass   ✗ fail   ≠ differs   – n/a

      Law      Level  Rules            1  2

      50:
      Law      Level  Rules  implement  another-i
                             ation      mplementa
                                        tion

      60:
      Law      Level  Rules            implement  another-i
                                       ation      mplementa
                                                  tion

      68:
      Law      Level  Rules  implementation  another-implementation

      78:
      Law      Level  Rules            implementation  another-implementation
      "
    `)
  })

  /** A crowd, and the two of the handful after it: from the first line to the crowd's laws, and from their end to that of the table. */
  const mixed = (count: number, width: number): string => {
    const lines = linesOf(
      renderTable(
        { title: 'Crowd', implementations: [...crowd(count).implementations, ...handful.implementations] },
        { width },
      ),
    )
    return [
      ...lines.slice(0, lines.indexOf('XEP-0357 §4.1')),
      '…',
      ...lines.slice(lines.indexOf('Section 1'), lines.indexOf('Differs, or not applicable')),
    ].join('\n')
  }

  it('with a number for each implementation where names do not fit', () => {
    expect(mixed(4, 56)).toMatchInlineSnapshot(`
      "Crowd

      1 mutant-1
      2 mutant-2
      3 mutant-3
      4 mutant-4
      5 one 1.0
      6 two
      ✓ pass   ✗ fail   ≠ differs   – n/a

      Law                  Level   Rules      1  2  3  4  5  6
      ────────────────────────────────────────────────────────
      …
      Section 1
      a/first              MUST    A-1        ·  ·  ·  ·  ✗  ✓
                                   LONGER-22              ✓
      a/second             SHOULD  A-1        ·  ·  ·  ·  ≠  –

      Section 2
      no slug              FIELD   B-1 B-2    ·  ·  ·  ·  ·  ✗
      a-law/with-an-id/    MUST    B-2        ·  ·  ·  ·  ·  –
      that-is-longer-
      than-the-column-
      that-it-gets
      ────────────────────────────────────────────────────────
      "
    `)
  })

  it('with the number of verdicts where numbers do not fit, painted as the gravest of them', () => {
    expect(
      painted({ ...crowd(31), implementations: [...crowd(30).implementations, ...handful.implementations] }, 80),
    ).toMatch(/<1;31>✓2 ✗1<0>[^]*<33>≠1 –1<0>/)
    expect(mixed(31, 80)).toMatchInlineSnapshot(`
      "Crowd

      ✓ pass   ✗ fail   ≠ differs   – n/a

      Law                                                 Level   Rules      Verdicts
      ────────────────────────────────────────────────────────────────────────────────
      …
      Section 1
      a/first                                             MUST    A-1        ✓2 ✗1
                                                                  LONGER-22
      a/second                                            SHOULD  A-1        ≠1 –1

      Section 2
      no slug                                             FIELD   B-1 B-2    ✗1
      a-law/with-an-id/that-is-longer-than-the-column-    MUST    B-2        –1
      that-it-gets
      ────────────────────────────────────────────────────────────────────────────────
      "
    `)
  })

  it.each([
    [38, true],
    [39, false],
  ])('counts stand beside a name of %i columns, where they fit: %j', (length, beside) => {
    const name = 'x'.repeat(length)
    const [one] = report.implementations
    expect(
      renderTable(
        { title: 'Fit', implementations: [{ name, results: one?.results.slice(0, 1) ?? [] }] },
        { width: 48 },
      ).includes(`\n${name}  1 passed\n`),
    ).toBe(beside)
  })
})
