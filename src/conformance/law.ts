/**
 * A law: one requirement of the rulebook as data, with a check that sees an implementation only through its adapter.
 */
import * as fc from 'fast-check'
import type { Options } from '../options/options.js'
import type { Capability } from './capability.js'
import { linkOf } from './link.js'
import type { LawSummary, Level } from './report.js'
import type { Scene, Step } from './scene.js'

/** What a law may know of an implementation before it makes its scenes. */
export interface Given {
  readonly can: (capability: Capability) => boolean
  readonly options: Partial<Options>
}

/** How a law is checked. */
export type Check =
  /** One scene that says it all. */
  | { readonly _tag: 'Fixed'; readonly scene: Scene }
  /** Scenes by the hundred, each with its expectations. */
  | { readonly _tag: 'Generated'; readonly scenes: fc.Arbitrary<Scene> }
  /** Scenes without expectations, which the rules themselves play too. */
  | { readonly _tag: 'Model'; readonly scenes: (given: Given) => fc.Arbitrary<Scene> }

/**
 * A law.
 *
 * @since 0.1.0
 */
export interface Law extends LawSummary {
  readonly needs: ReadonlyArray<Capability>
  /** The options that the law's words are about; an implementation that has them so needs no capability for them. */
  readonly options: Partial<Options>
  readonly check: Check
}

/** What the laws of one section have in common, and what makes them laws. */
export interface Draft extends Omit<LawSummary, 'link'> {
  readonly level: Level
  /** Default: `offline`, which most laws look for pushes with. */
  readonly needs?: ReadonlyArray<Capability>
  readonly options?: Partial<Options>
}

/** Drafts of laws that are of one section, where nothing else is said. */
export const ofSection =
  (section: string) =>
  (id: string, rules: ReadonlyArray<string>, level: Level, requirement: string, more: Partial<Draft> = {}): Draft => ({
    id,
    rules,
    level,
    section,
    requirement,
    ...more,
  })

/** Drafts of laws that are in one folder and of one level and section, where nothing else is said. */
export const inFolder =
  (folder: string, shared: Pick<Draft, 'level' | 'section' | 'needs'>) =>
  (id: string, rules: ReadonlyArray<string>, requirement: string, more: Partial<Draft> = {}): Draft => ({
    ...shared,
    id: `${folder}/${id}`,
    rules,
    requirement,
    ...more,
  })

/** Of laws that come from the code of mod_cloud_notify. */
export const seed = { section: 'mod_cloud_notify' } as const

const lawOf = (draft: Draft, check: Check): Law => ({
  ...draft,
  link: linkOf(draft.section),
  needs: draft.needs ?? ['offline'],
  options: draft.options ?? {},
  check,
})

/** A law of one scene. */
export const fixed = (draft: Draft, ...steps: ReadonlyArray<Step>): Law =>
  lawOf(draft, { _tag: 'Fixed', scene: { options: draft.options ?? {}, steps } })

/** A law over generated scenes: from arbitraries by name to steps. */
export const forAll = <A>(
  draft: Draft,
  given: { readonly [K in keyof A]: fc.Arbitrary<A[K]> },
  steps: (values: A) => ReadonlyArray<Step>,
  options: (values: A) => Partial<Options> = () => ({}),
): Law =>
  lawOf(draft, {
    _tag: 'Generated',
    scenes: fc
      .record<A>(given)
      .map((values) => ({ options: { ...draft.options, ...options(values) }, steps: steps(values) })),
  })

/** A law that the rules themselves decide. */
export const sameAsRules = (draft: Draft, scenes: (given: Given) => fc.Arbitrary<Scene>): Law =>
  lawOf(draft, { _tag: 'Model', scenes })

/** A law without its check: what a report shows. */
export const summaryOf = ({ id, rules, level, section, link, requirement }: Law): LawSummary => ({
  id,
  rules,
  level,
  section,
  link,
  requirement,
})
