/**
 * A report as JUnit XML, for what shows test results of a build.
 *
 * JUnit has no standard; this keeps to what Jenkins, GitLab and GitHub actions read:
 *
 *   implementation    testsuite, its version and the report's date among its properties
 *   law               testcase: `name` is the id; `classname` is the implementation and the id's folder, so that a
 *                     law's history goes on when a version changes; `assertions` is how many cases were tried,
 *                     `time` how many seconds they took, where the run was given a clock
 *   pass              a testcase without children
 *   fail              failure: `message` is the reason, `type` the level, the text all that a person needs;
 *                     the replayable log is in system-out
 *   not-applicable    skipped, its message says why
 *   differs           skipped as well: as passed it would be silently green, and as failed it would break the build
 *                     of a server that does on purpose what a named policy describes
 */
import { el } from '../../xml/build.js'
import { serializeXml } from '../../xml/serialize.js'
import type { ImplementationReport, LawResult, Report } from '../report.js'
import type { XmlElement } from '../../xml/element.js'
import { labelOf, reasonOf } from './matrix.js'
import { visible } from './text.js'
import { countVerdicts } from './verdict.js'

/** The longest single text, in UTF-16 code units: four of them are less than `serializeXml` writes at most. */
const LONGEST = 1_000_000

const clip = (text: string): string =>
  text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}\n[${text.length - LONGEST} characters more are in the JSON report]`

/** JUnit counts in seconds. */
const timeOf = (results: ReadonlyArray<LawResult>): Readonly<Record<string, string>> => {
  const known = results.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))
  return known.length === 0 ? {} : { time: (known.reduce((sum, ms) => sum + ms, 0) / 1000).toFixed(3) }
}

const details = ({ law, reason, runs, seed, path, transcript }: LawResult): string =>
  [
    reason,
    `${law.level} ${law.rules.join(' ')}, ${law.section}: ${law.requirement}`,
    law.link,
    `runs: ${runs}${seed === undefined ? '' : `, seed: ${seed}`}${path === undefined ? '' : `, path: ${path}`}`,
    ...(transcript === undefined ? [] : ['', transcript]),
  ]
    .filter((line) => line !== undefined)
    .join('\n')

const outcome = (result: LawResult): ReadonlyArray<XmlElement> => {
  const message = clip(visible(reasonOf(result)))
  switch (result.verdict) {
    // a pass has no children
    case 'pass':
      return []
    case 'fail':
      return [
        el('failure', { message, type: result.law.level }, [clip(visible(details(result)))]),
        ...(result.log === undefined ? [] : [el('system-out', {}, [clip(result.log)])]),
      ]
    case 'not-applicable':
      return [el('skipped', { message: `not applicable: ${message}` })]
    case 'differs':
      return [el('skipped', { message: `differs: ${message}` })]
  }
}

const testcase = (implementation: ImplementationReport, result: LawResult): string => {
  const folder = result.law.id.split('/').slice(0, -1)
  const classname = [implementation.name, ...folder].join('.')
  const attrs = { classname, name: result.law.id, assertions: String(result.runs), ...timeOf([result]) }
  return serializeXml(el('testcase', attrs, outcome(result)))
}

const totals = (results: ReadonlyArray<LawResult>): Readonly<Record<string, string>> => {
  const counts = countVerdicts(results)
  return {
    tests: String(results.length),
    failures: String(counts.fail),
    errors: '0',
    skipped: String(counts.differs + counts['not-applicable']),
    ...timeOf(results),
  }
}

/** An element around lines that are XML already: `serializeXml` bounds what it writes, and a report may be longer. */
const around = (
  name: string,
  attrs: Readonly<Record<string, string>>,
  lines: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const empty = serializeXml(el(name, attrs))
  return lines.length === 0 ? [empty] : [`${empty.slice(0, -2)}>`, ...lines.map((line) => `  ${line}`), `</${name}>`]
}

const testsuite = (report: Report, implementation: ImplementationReport): ReadonlyArray<string> => {
  const properties = Object.entries({ version: implementation.version, when: report.when }).flatMap(([name, value]) =>
    value === undefined ? [] : [el('property', { name, value })],
  )
  return around('testsuite', { name: labelOf(implementation), ...totals(implementation.results) }, [
    ...(properties.length === 0 ? [] : [serializeXml(el('properties', {}, properties))]),
    ...implementation.results.map((result) => testcase(implementation, result)),
  ])
}

/**
 * A report as JUnit XML: a suite for each implementation, a case for each law.
 *
 * A law that is not applicable, and one whose result differs as a named policy says, is skipped with its reason.
 * Characters that XML forbids are written as their numbers. A text above a million characters is cut, and says so.
 *
 * @returns the document with its XML declaration, and a line feed at its end
 * @example
 * renderJUnit(report)
 * // <?xml version="1.0" encoding="UTF-8"?>
 * // <testsuites name="Push rules" tests="1" failures="0" errors="0" skipped="0">
 * //   <testsuite name="Prosody 13.0" tests="1" failures="0" errors="0" skipped="0">
 * //     <testcase classname="Prosody.xep-0357.enabling" name="xep-0357/enabling/needs-jid" assertions="100"/>
 * @since 0.1.0
 */
export const renderJUnit = (report: Report): string => {
  const results = report.implementations.flatMap((implementation) => implementation.results)
  const suites = report.implementations.flatMap((implementation) => testsuite(report, implementation))
  const lines = around('testsuites', { name: report.title, ...totals(results) }, suites)
  return `${['<?xml version="1.0" encoding="UTF-8"?>', ...lines].join('\n')}\n`
}
