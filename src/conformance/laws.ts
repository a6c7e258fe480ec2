/**
 * All laws, in the order of the rulebook.
 */
import type { Law } from './law.js'
import { summaryOf } from './law.js'
import { errors } from './laws/answers.js'
import { clients } from './laws/clients.js'
import { disabling } from './laws/disabling.js'
import { duplicates } from './laws/duplicates.js'
import { enabling } from './laws/enabling.js'
import { extensions } from './laws/extensions.js'
import { filters } from './laws/filters.js'
import { otherServers } from './laws/field.js'
import { hibernation } from './laws/hibernation.js'
import { importance } from './laws/importance.js'
import { model } from './laws/model.js'
import { noAlertLost } from './laws/no-alert-lost.js'
import { order } from './laws/order.js'
import { presence } from './laws/presence.js'
import { privacy } from './laws/privacy.js'
import { publishOptions } from './laws/publish-options.js'
import { discovery, publishing } from './laws/publishing.js'
import { registrations } from './laws/registrations.js'
import { removal } from './laws/removal.js'
import { restarted } from './laws/restarts.js'
import { resumeTimeout } from './laws/resume-timeout.js'
import { sealed } from './laws/sealed.js'
import { severalSessions } from './laws/several-sessions.js'
import { summary } from './laws/summary.js'
import { triggers } from './laws/triggers.js'
import { calls } from './laws/urgent.js'
import type { LawSummary } from './report.js'

/**
 * Every law of the kit.
 *
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [
  ...enabling,
  ...registrations,
  ...restarted,
  ...publishOptions,
  ...disabling,
  ...removal,
  ...triggers,
  ...hibernation,
  ...severalSessions,
  ...resumeTimeout,
  ...duplicates,
  ...importance,
  ...summary,
  ...privacy,
  ...publishing,
  ...errors,
  ...discovery,
  ...order,
  ...noAlertLost,
  ...calls,
  ...presence,
  ...clients,
  ...extensions,
  ...filters,
  ...sealed,
  ...otherServers,
  ...model,
]

/** What a subset of laws is chosen by; members that are absent choose everything. */
export interface Selection {
  /** The id itself, or its beginning up to a slash: `xep-0357/disabling/`. */
  readonly id?: string
  readonly level?: LawSummary['level']
  /** `XEP-0357 §6` */
  readonly section?: string
  /** A rule id: `DIS-4`. */
  readonly rule?: string
}

/**
 * Chooses laws by id (or its beginning up to a slash), level, section or rule.
 *
 * @example
 * select({ rule: 'DIS-4' })
 * @since 0.1.0
 */
export const select = ({ id, level, section, rule }: Selection): ReadonlyArray<Law> =>
  laws.filter(
    (law) =>
      (id === undefined || law.id === id || (id.endsWith('/') && law.id.startsWith(id))) &&
      (level === undefined || law.level === level) &&
      (section === undefined || law.section === section) &&
      (rule === undefined || law.rules.includes(rule)),
  )

/**
 * What a run would check, without running it.
 *
 * @example
 * list({ level: 'MUST' }).map(({ id, requirement }) => `${id}: ${requirement}`)
 * @since 0.1.0
 */
export const list = (selection: Selection = {}): ReadonlyArray<LawSummary> => select(selection).map(summaryOf)
