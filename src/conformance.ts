export * as arbitraries from './conformance/arbitraries.js'
export type {
  Adapter,
  Explained,
  Happening,
  Inspection,
  Output,
  PublishAnswered,
  Published,
  PublishRef,
  Replied,
  ResumeTimeout,
  Unplayable,
} from './conformance/adapter.js'
export {
  allCapabilities,
  CAPABILITIES,
  type Capability,
  everythingBut,
  type Manifest,
} from './conformance/capability.js'
export { compare } from './conformance/compare.js'
export { defineConformance, type Framework } from './conformance/define.js'
export {
  type Fed,
  feed,
  type Host,
  newHost,
  pass,
  type Step as HostStep,
  type Write,
  writePublish,
} from './conformance/host.js'
export type { Check, Law } from './conformance/law.js'
export { laws, list, select, type Selection } from './conformance/laws.js'
export { play, type Played, type Seen } from './conformance/play.js'
export { adapterOver, reference } from './conformance/reference.js'
export type { ImplementationReport, LawResult, LawSummary, Level, Report, Verdict } from './conformance/report.js'
export { runConformance, runLaw, whyNotApplicable } from './conformance/run.js'
export type { NamedPolicy, Settings } from './conformance/settings.js'
export type { Action, Context, Expectation, Scene, Step } from './conformance/scene.js'
export { logOf, transcriptOf } from './conformance/transcript.js'
export { type HtmlOptions, renderHtml, type RuleText } from './conformance/render/html-page.js'
export {
  type ImplementationJson,
  renderJson,
  REPORT_FORMAT,
  type ReportJson,
  type ResultJson,
} from './conformance/render/json.js'
export { renderJUnit } from './conformance/render/junit.js'
export { renderTable, type TableOptions } from './conformance/render/table.js'
