export type { ImplementationReport, LawResult, LawSummary, Level, Report, Verdict } from './conformance/report.js'
