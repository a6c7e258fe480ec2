import { describe, expect, it } from 'vitest'
import { renderJson, type ReportJson } from '../../../src/conformance/render/json.js'
import { empty, hostileReport, report } from './fixture.js'

const read = (text: string): ReportJson => JSON.parse(text) as ReportJson

describe('a report as JSON', () => {
  it('names its version and lists laws once', () => {
    const json = read(renderJson(report))
    expect(json.format).toBe('xmpp-push-rules/conformance-report/1')
    expect(json.laws).toHaveLength(63)
    expect(json.laws[1]).toEqual({
      id: 'xep-0357/enabling/needs-a-jid',
      rules: ['REG-1'],
      level: 'SHOULD',
      section: 'XEP-0357 §5',
      link: 'https://xmpp.org/extensions/xep-0357.html#enabling',
      requirement:
        'For every account, whatever happened before: needs a jid, and the reply goes to the session that asked.',
    })
    expect(json.counts).toEqual({ pass: 163, fail: 4, differs: 7, 'not-applicable': 14 })
    expect(json.implementations.map(({ name, version, counts }) => [name, version, counts.fail])).toEqual([
      ['xmpp-push-rules', '0.1.0', 0],
      ['Prosody', '13.0.2', 2],
      ['ejabberd', undefined, 2],
    ])
  })

  it('gives back the report that it was made of', () => {
    const json = read(renderJson(hostileReport))
    const laws = new Map(json.laws.map((law) => [law.id, law]))
    expect({
      title: json.title,
      when: json.when,
      implementations: json.implementations.map(({ name, version, results }) => ({
        name,
        version,
        results: results.map(({ law, ...rest }) => ({ law: laws.get(law), ...rest })),
      })),
    }).toEqual(hostileReport)
  })

  it('leaves out what is not known, and always writes in the same order', () => {
    const text = renderJson({
      ...report,
      implementations: report.implementations.map((one) => ({ ...one, results: one.results.slice(0, 1) })),
    })
    expect(text).toMatchInlineSnapshot(`
      "{
        "format": "xmpp-push-rules/conformance-report/1",
        "title": "Push notification rules",
        "when": "14 March 2031",
        "counts": {
          "pass": 3,
          "fail": 0,
          "differs": 0,
          "not-applicable": 0
        },
        "laws": [
          {
            "id": "xep-0357/discovery/account-has-the-feature",
            "rules": [
              "DSC-1"
            ],
            "level": "MUST",
            "section": "XEP-0357 §4.1",
            "link": "https://xmpp.org/extensions/xep-0357.html#disco",
            "requirement": "For every account, whatever happened before: account has the feature, and the reply goes to the session that asked."
          }
        ],
        "implementations": [
          {
            "name": "xmpp-push-rules",
            "version": "0.1.0",
            "counts": {
              "pass": 1,
              "fail": 0,
              "differs": 0,
              "not-applicable": 0
            },
            "results": [
              {
                "law": "xep-0357/discovery/account-has-the-feature",
                "verdict": "pass",
                "runs": 100
              }
            ]
          },
          {
            "name": "Prosody",
            "version": "13.0.2",
            "counts": {
              "pass": 1,
              "fail": 0,
              "differs": 0,
              "not-applicable": 0
            },
            "results": [
              {
                "law": "xep-0357/discovery/account-has-the-feature",
                "verdict": "pass",
                "runs": 100
              }
            ]
          },
          {
            "name": "ejabberd",
            "counts": {
              "pass": 1,
              "fail": 0,
              "differs": 0,
              "not-applicable": 0
            },
            "results": [
              {
                "law": "xep-0357/discovery/account-has-the-feature",
                "verdict": "pass",
                "runs": 100
              }
            ]
          }
        ]
      }
      "
    `)
  })

  it('of nothing', () => {
    expect(read(renderJson(empty))).toEqual({
      format: 'xmpp-push-rules/conformance-report/1',
      title: 'Nothing',
      counts: { pass: 0, fail: 0, differs: 0, 'not-applicable': 0 },
      laws: [],
      implementations: [],
    })
  })
})
