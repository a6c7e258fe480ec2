import type { Case } from './case.js'

/** A documented reason why a server differs: recognised by what happened, never by the name of a scene. */
export interface Reason {
  readonly id: string
  /** The rules of the rulebook where the two part. */
  readonly rules: ReadonlyArray<string>
  readonly title: string
  readonly explains: (it: Case) => boolean
}
