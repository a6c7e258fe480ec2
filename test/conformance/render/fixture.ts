/**
 * Reports for the tests: all verdicts and levels, long ids, and strings that try to leave their place.
 */
import type {
  ImplementationReport,
  LawResult,
  LawSummary,
  Level,
  Report,
  Verdict,
} from '../../../src/conformance/report.js'

/** Each of these must arrive as text, wherever it is put. */
export const hostile: ReadonlyArray<string> = [
  '</script><script>document.documentElement.dataset.hacked = "script"</script>',
  '<img src=x onerror="document.documentElement.dataset.hacked = \'img\'">',
  '"\' onmouseover="document.documentElement.dataset.hacked = 1" x=\'',
  ']]> <!-- --> &amp; &lt; &#60; <![CDATA[',
  '</pre></style></title></table></textarea>',
  '\u001b[31mred\u001b]0;title\u0007\r\u0000\u009b2J',
  '\u202egnp.exe\u2066 \ud83d lone, \u{1f600} paired, \u200b hidden',
  '東京 a\u0301 مرحبا',
]

interface Chapter {
  readonly section: string
  readonly folder: string
  readonly anchor: string
  readonly prefix: string
  readonly names: ReadonlyArray<string>
}

const chapters: ReadonlyArray<Chapter> = [
  {
    section: 'XEP-0357 §4.1',
    folder: 'xep-0357/discovery',
    anchor: 'disco',
    prefix: 'DSC',
    names: ['account-has-the-feature'],
  },
  {
    section: 'XEP-0357 §5',
    folder: 'xep-0357/enabling',
    anchor: 'enabling',
    prefix: 'REG',
    names: [
      'needs-a-jid',
      'refuses-own-jid',
      'absent-node-is-empty-node',
      'same-jid-with-several-nodes',
      'again-replaces-publish-options',
      'keeps-every-publish-option-with-every-value-in-its-order',
      'another-form-type-is-refused',
      'oldest-goes-above-the-cap',
      'binds-the-session',
      'saves-before-it-replies',
      'get-is-not-allowed',
      'bounds-what-a-client-sends',
    ],
  },
  {
    section: 'XEP-0357 §6',
    folder: 'xep-0357/disabling',
    anchor: 'disabling',
    prefix: 'DIS',
    names: [
      'needs-a-jid',
      'one-node-only',
      'without-node-the-whole-service',
      'nothing-to-remove-is-a-result',
      'never-publish-after',
    ],
  },
  {
    section: 'XEP-0357 §7',
    folder: 'xep-0357/publishing',
    anchor: 'publishing',
    prefix: 'PUB',
    names: [
      'to-the-service',
      'options-beside-publish',
      'no-node-where-there-is-none',
      'summary-form-type',
      'message-count',
      'sender-only-where-asked-for',
      'body-only-where-asked-for',
      'never-a-fallback-body',
    ],
  },
  {
    section: 'XEP-0357 §7.1',
    folder: 'xep-0357/errors',
    anchor: 'publishing-errors',
    prefix: 'ERR',
    names: [
      'stranger-does-not-count',
      'wait-does-not-count',
      'removed-at-the-limit',
      'success-resets',
      'timeout-changes-nothing',
      'one-account-s-own',
    ],
  },
  {
    section: 'mod_cloud_notify, business rules',
    folder: 'cloud-notify/triggers',
    anchor: 'business-rules',
    prefix: 'TRG',
    names: [
      'offline-reaches-all',
      'groupchat-reaches-all',
      'archived-reaches-the-unbound',
      'urgent-reaches-bound-ones-too',
      'hibernation-walks-its-queue-in-order',
      'queued-is-collected',
      'delayed-ack-is-collected',
      'resumed-drops-what-was-collected',
      'ping-reaches-all',
      'closing-pushes-what-was-collected',
      'one-push-a-stanza',
      'copies-are-one-stanza',
    ],
  },
  {
    section: 'mod_cloud_notify, importance',
    folder: 'cloud-notify/importance',
    anchor: 'importance',
    prefix: 'IMP',
    names: [
      'body',
      'empty-body',
      'headline',
      'presence',
      'iq',
      'received-carbon',
      'sent-carbon',
      'forged-carbon',
      'omemo-0',
      'omemo-1',
      'omemo-2',
      'openpgp',
      'eme',
      'call',
      'groupchat-subject',
      'payload-less-omemo',
      'correction',
      'retraction',
      'invitation',
    ],
  },
]

const levels: ReadonlyArray<Level> = ['MUST', 'SHOULD', 'SEED', 'MAY', 'MUST', 'FIELD', 'SEED']

const laws: ReadonlyArray<LawSummary> = chapters.flatMap(({ section, folder, anchor, prefix, names }, chapter) =>
  names.map((name, index): LawSummary => ({
    id: `${folder}/${name}`,
    rules: [`${prefix}-${index + 1}`, ...(index % 4 === 3 ? ['SUM-5', 'TRG-10'] : [])],
    level: levels[(chapter + index) % levels.length] ?? 'MUST',
    section,
    link: `https://xmpp.org/extensions/xep-0357.html#${anchor}`,
    requirement: `For every account, whatever happened before: ${name.replaceAll('-', ' ')}, and the reply goes to the session that asked.`,
  })),
)

const transcript = [
  '  0 ms  romeo@montague.lit  SessionOpened phone',
  '        > <iq type="set" id="e1"><enable xmlns="urn:xmpp:push:0" jid="push.capulet.lit" node="n1"/></iq>',
  '        < <iq type="result" id="e1" to="romeo@montague.lit/phone"/>',
  ' 20 ms  romeo@montague.lit  IqReceived phone',
  '        > <iq type="set" id="d1"><disable xmlns="urn:xmpp:push:0" jid="push.capulet.lit"/></iq>',
  ' 40 ms  romeo@montague.lit  StoredOffline',
  '        > <message from="juliet@capulet.lit/balcony" to="romeo@montague.lit"><body>Wherefore art thou?</body></message>',
  '        < <iq type="set" from="montague.lit" to="push.capulet.lit"><pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="n1"/></pubsub></iq>',
  '          expected nothing: the registration was removed at 20 ms',
].join('\n')

const log = [
  { format: 'xmpp-push-rules/1', options: { includeBody: false } },
  { at: 0, account: 'romeo@montague.lit', event: { _tag: 'SessionOpened', resource: 'phone' } },
  {
    at: 20,
    account: 'romeo@montague.lit',
    event: {
      _tag: 'IqReceived',
      resource: 'phone',
      iq: '<iq type="set"><disable xmlns="urn:xmpp:push:0" jid="push.capulet.lit"/></iq>',
    },
  },
  {
    at: 40,
    account: 'romeo@montague.lit',
    event: {
      _tag: 'StoredOffline',
      delivery: { key: 'm1', stanza: '<message><body>Wherefore art thou?</body></message>' },
    },
  },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('')

const failed = (law: LawSummary, reason: string, text = transcript): LawResult => ({
  law,
  verdict: 'fail',
  reason,
  runs: 37,
  seed: -1_819_283_741,
  path: '36:0:1:1:3',
  transcript: text,
  log,
})

const explain = (law: LawSummary, verdict: Verdict, reason: string): LawResult => ({
  law,
  verdict,
  reason,
  runs: verdict === 'differs' ? 100 : 0,
})

const passed = (law: LawSummary): LawResult => ({ law, verdict: 'pass', runs: 100 })

const resultsOf = (special: (law: LawSummary) => LawResult | undefined): ReadonlyArray<LawResult> =>
  laws.map((law) => special(law) ?? passed(law))

const prosody = resultsOf((law) => {
  if (law.id.endsWith('never-publish-after'))
    return failed(law, 'A registration that was disabled from another session got a publish.')
  if (law.id.endsWith('copies-are-one-stanza')) return failed(law, 'The copy of a stanza was pushed again.')
  if (/omemo-[12]$|eme$|invitation$/.test(law.id))
    return explain(law, 'differs', 'policies.prosody: this encryption or invitation does not alert.')
  if (/payload-less|correction|retraction/.test(law.id))
    return explain(law, 'differs', 'policies.prosody: whatever has a body alerts.')
  if (law.id.endsWith('archived-reaches-the-unbound'))
    return explain(law, 'not-applicable', 'The adapter has no archive.')
  return undefined
})

const ejabberd = resultsOf((law) => {
  if (law.id.endsWith('body-only-where-asked-for'))
    return failed(law, `The body was in the summary: ${hostile.join(' ')}`, hostile.join('\n'))
  if (law.id.endsWith('another-form-type-is-refused')) return { law, verdict: 'fail', runs: 1 }
  if (/hibernation|queued|delayed|resumed|closing/.test(law.id))
    return explain(
      law,
      'not-applicable',
      'The adapter cannot hibernate a session: real time only, and the timeouts are minutes.',
    )
  if (law.level === 'FIELD') return explain(law, 'not-applicable', hostile.join(' '))
  return undefined
})

const implementations: ReadonlyArray<ImplementationReport> = [
  { name: 'xmpp-push-rules', version: '0.1.0', results: resultsOf(() => undefined) },
  { name: 'Prosody', version: '13.0.2', results: prosody },
  // the last law was not run
  { name: 'ejabberd', results: ejabberd.slice(0, -1) },
]

/** Three implementations, 63 laws, all verdicts. */
export const report: Report = { title: 'Push notification rules', when: '14 March 2031', implementations }

/** Every string of it is hostile. */
export const hostileReport: Report = {
  title: hostile.join(' '),
  when: hostile.join(' '),
  implementations: hostile.map((text, index) => ({
    name: text,
    version: text,
    results: hostile.map((other, number): LawResult => ({
      law: {
        id: `law/${number} ${other}`,
        rules: [other],
        level: 'MUST',
        section: other,
        requirement: other,
        link:
          [
            'javascript:document.documentElement.dataset.hacked="link"',
            'data:text/html,x',
            `https://example.org/"'><b>${other}`,
            '',
          ][number % 4] ?? '',
      },
      verdict: (['fail', 'differs', 'not-applicable', 'pass'] as const)[(index + number) % 4] ?? 'fail',
      reason: other,
      runs: number,
      seed: 1,
      path: other,
      transcript: other,
      log: other,
    })),
  })),
}

/** One implementation for each of `count`, all with the same few results. */
export const crowd = (count: number): Report => ({
  title: 'Crowd',
  implementations: Array.from({ length: count }, (_, index) => ({
    name: `mutant-${index + 1}`,
    results: prosody.slice(0, 20),
  })),
})

/** Nothing at all was run. */
export const empty: Report = { title: 'Nothing', implementations: [] }

const lawOf = (id: string, more: Partial<LawSummary> = {}): LawSummary => ({
  id,
  rules: ['A-1'],
  level: 'MUST',
  section: 'Section 1',
  link: 'https://example.org/1',
  requirement: `The requirement of ${id}.`,
  ...more,
})

/** Two implementations and a handful of laws: whatever a renderer writes occurs, and little of it twice. */
export const small: Report = {
  title: 'Small',
  when: 'today',
  implementations: [
    {
      name: 'one',
      version: '1.0',
      results: [
        {
          ...failed(
            lawOf('a/first', { rules: ['A-1', 'LONGER-22'] }),
            'It went wrong.',
            `1. begin\n\tthen\n${' '.repeat(40)}deep in: word${' word'.repeat(11)}\n`,
          ),
          log: '{"a":1}\n{"b":"<"}\n',
        },
        { ...passed(lawOf('a/first')), runs: 1 },
        explain(lawOf('a/second', { level: 'SHOULD' }), 'differs', 'The policy is built in.'),
      ],
    },
    {
      name: 'two',
      results: [
        passed(lawOf('a/first')),
        explain(lawOf('a/second'), 'not-applicable', 'It cannot.'),
        {
          law: lawOf('no slug', { section: 'Section 2', link: '', level: 'FIELD', rules: ['B-1', 'B-2'] }),
          verdict: 'fail',
          reason: '',
          runs: 2,
        },
        explain(
          lawOf('a-law/with-an-id/that-is-longer-than-the-column-that-it-gets', {
            section: 'Section 2',
            rules: ['B-2'],
          }),
          'not-applicable',
          'It cannot.',
        ),
      ],
    },
  ],
}
