/**
 * What a run of the kit found, as plain data: every renderer starts here.
 */

/** How much a rule binds: XEP-0357's own words, mod_cloud_notify's documented behaviour, or what others do. */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'SEED' | 'FIELD'

/** A law as a report shows it. */
export interface LawSummary {
  /** A stable slug: `xep-0357/disabling/never-publish-after`. */
  readonly id: string
  /** Rule ids of the rulebook: `DIS-4`. */
  readonly rules: ReadonlyArray<string>
  readonly level: Level
  /** The clause: `XEP-0357 §6`. */
  readonly section: string
  /** Where the clause can be read; '' where it is on no page, as the rules' own reference. */
  readonly link: string
  /** The requirement in words. */
  readonly requirement: string
}

/** What became of one law for one implementation. */
export type Verdict = 'pass' | 'fail' | 'not-applicable' | 'differs'

/** One law run against one implementation. */
export interface LawResult {
  readonly law: LawSummary
  readonly verdict: Verdict
  /** Why it is not applicable, which policy explains the difference, or what went wrong, in one sentence. */
  readonly reason?: string
  /** How many cases were tried; those that could not be played do not count. */
  readonly runs: number
  /** Cases that the adapter could not bring about, and why the first of them. */
  readonly notPlayed?: { readonly cases: number; readonly reason: string }
  /** How long it took, where the run was given a clock. */
  readonly ms?: number
  /** Reproduces a failure: fast-check's seed and path. */
  readonly seed?: number
  readonly path?: string
  /** A failure as a person reads it: events and XML. Of a flaky one, both times that its scene was played. */
  readonly transcript?: string
  /** The same as an event log (NDJSON) for `npm run demo`; of a flaky one, as it failed. */
  readonly log?: string
}

/** All laws for one implementation. */
export interface ImplementationReport {
  readonly name: string
  readonly version?: string
  readonly results: ReadonlyArray<LawResult>
}

/** A run of the kit. */
export interface Report {
  readonly title: string
  /** When it ran, in words, where the host says so. */
  readonly when?: string
  readonly implementations: ReadonlyArray<ImplementationReport>
}
