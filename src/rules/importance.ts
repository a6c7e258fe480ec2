/**
 * IMP: importance, "if the stanza is encrypted or has a body" (mod_cloud_notify README).
 *
 * Two tables and a policy. `MARKS` says which child elements mean something, `CAUSES` in which order the causes speak,
 * and the policy (plain data, an option) whether a cause alerts, keeps quiet, or is passed over.
 */
import type { BareJid } from '../jid.js'
import { isContentNamespace, NS } from '../namespaces.js'
import { type StanzaView, viewStanza } from '../stanza.js'
import type { XmlElement } from '../xml/element.js'
import { childNamespace, childrenOf, enter, findChild, isElement, localName, type Scope, textOf } from '../xml/query.js'

/** Whether the push service should wake the device visibly. */
export type Importance = 'important' | 'unimportant'

/** What a policy says of a cause: it alerts, it keeps quiet, or the next cause is asked. */
export type Verdict = 'alert' | 'quiet' | 'ignore'

/** The causes that no policy changes: never important. */
export const FIXED_CAUSES = ['not-a-message', 'headline', 'sent-carbon', 'nothing-to-show'] as const

/** The causes that a policy decides, in the order in which they are asked. */
export const POLICY_CAUSES = [
  'no-store',
  'error',
  'correction',
  'retraction',
  'omemo-without-payload',
  'omemo-legacy',
  'omemo',
  'pgp',
  'openpgp',
  'eme',
  'call',
  'mediated-invitation',
  'direct-invitation',
  'subject-with-body',
  'subject',
  'body',
  'store',
] as const

export type FixedCause = (typeof FIXED_CAUSES)[number]
export type PolicyCause = (typeof POLICY_CAUSES)[number]

/** Why a stanza is important or not. */
export type Cause = FixedCause | PolicyCause

/** A verdict for every cause that a policy may decide. */
export type ImportancePolicy = Readonly<Record<PolicyCause, Verdict>>

/**
 * The default policy: XEP-0384 (a message without payload is session management), XEP-0308, XEP-0424 and XEP-0045
 * (§7.2.15: a subject is a message "with a <subject/> but no <body/>") as their authors meant them.
 */
export const defaultImportance: ImportancePolicy = {
  'no-store': 'ignore',
  error: 'quiet',
  correction: 'quiet',
  retraction: 'quiet',
  'omemo-without-payload': 'quiet',
  'omemo-legacy': 'alert',
  omemo: 'alert',
  pgp: 'alert',
  openpgp: 'alert',
  eme: 'alert',
  call: 'alert',
  'mediated-invitation': 'alert',
  'direct-invitation': 'alert',
  'subject-with-body': 'ignore',
  subject: 'quiet',
  body: 'alert',
  store: 'ignore',
}

/** Exactly what mod_cloud_notify holds important (hg 556bf57d6417). */
export const prosodyImportance: ImportancePolicy = {
  'no-store': 'ignore',
  error: 'ignore',
  correction: 'ignore',
  retraction: 'ignore',
  'omemo-without-payload': 'ignore',
  'omemo-legacy': 'alert',
  omemo: 'ignore',
  pgp: 'alert',
  openpgp: 'alert',
  eme: 'ignore',
  call: 'alert',
  'mediated-invitation': 'ignore',
  'direct-invitation': 'ignore',
  'subject-with-body': 'quiet',
  subject: 'quiet',
  body: 'alert',
  store: 'ignore',
}

/** What a child element means by its name and namespace; `retract` and `received` exist in several, so both match. */
const MARKS: ReadonlyMap<string, ReadonlyMap<string, PolicyCause>> = new Map([
  [
    'encrypted',
    new Map<string, PolicyCause>([
      [NS.omemoLegacy, 'omemo-legacy'],
      [NS.omemo0, 'omemo-legacy'],
      [NS.omemo1, 'omemo'],
      [NS.omemo2, 'omemo'],
    ]),
  ],
  [
    'x',
    new Map<string, PolicyCause>([
      [NS.pgp, 'pgp'],
      [NS.directInvitation, 'direct-invitation'],
      [NS.mucUser, 'mediated-invitation'],
    ]),
  ],
  ['openpgp', new Map<string, PolicyCause>([[NS.openpgp, 'openpgp']])],
  ['encryption', new Map<string, PolicyCause>([[NS.eme, 'eme']])],
  ['propose', new Map<string, PolicyCause>([[NS.jingleMessage, 'call']])],
  ['no-store', new Map<string, PolicyCause>([[NS.hints, 'no-store']])],
  ['store', new Map<string, PolicyCause>([[NS.hints, 'store']])],
  ['replace', new Map<string, PolicyCause>([[NS.correction, 'correction']])],
  ['retract', new Map<string, PolicyCause>([[NS.retraction, 'retraction']])],
])

/** Causes as a set: a bit for each of `POLICY_CAUSES`, for one of these is made for every stanza. */
export type CauseSet = number

/** The set of these causes. */
export const setOf = (...causes: ReadonlyArray<PolicyCause>): CauseSet =>
  causes.reduce((set, cause) => set | (1 << POLICY_CAUSES.indexOf(cause)), 0)

const BIT = Object.fromEntries(POLICY_CAUSES.map((cause) => [cause, setOf(cause)])) as Readonly<Record<PolicyCause, CauseSet>>

const OMEMO = setOf('omemo', 'omemo-legacy')

/** SUM-3: with any of these the body, if there is one, is only a fallback. */
const ENCRYPTION = setOf('omemo-legacy', 'omemo', 'pgp', 'openpgp', 'eme')

/** The kinds of encryption that carry content where OMEMO without payload does not; EME only announces one. */
const CONTENT_ENCRYPTION = setOf('pgp', 'openpgp')

const hasAny = (causes: CauseSet, of: CauseSet): boolean => (causes & of) !== 0

/** What the rules read out of a message in one pass over its children. */
export interface Reading {
  readonly causes: CauseSet
  readonly encrypted: boolean
  readonly call: boolean
  /** The text of the first body that is not empty. */
  readonly body: string | undefined
}

const hasSameNamespaceChild = (scope: Scope, child: XmlElement, namespace: string, name: string): boolean =>
  findChild(enter(scope, child), name, namespace) !== undefined

/** Reads a message: which causes are present. */
export const readMessage = ({ scope, type }: Pick<StanzaView, 'scope' | 'type'>): Reading => {
  // hot loop: one pass over the children of every stanza, the only place that looks at all of them
  let causes: CauseSet = type === 'error' ? BIT.error : 0
  let body: string | undefined
  let subject = false
  let payload = false
  for (const child of childrenOf(scope.element)) {
    if (!isElement(child)) continue
    const name = localName(child.name)
    if (name === 'body' || name === 'subject') {
      if (!isContentNamespace(childNamespace(scope, child))) continue
      if (name === 'subject') subject = true
      else body ??= textOf(child) || undefined
      continue
    }
    const marks = MARKS.get(name)
    if (marks === undefined) continue
    const namespace = childNamespace(scope, child)
    const mark = marks.get(namespace)
    // no test can tell: what is no mark has no bit, this only saves time
    if (mark === undefined) continue
    if (mark === 'mediated-invitation' && !hasSameNamespaceChild(scope, child, namespace, 'invite')) continue
    if (hasAny(BIT[mark], OMEMO)) payload ||= hasSameNamespaceChild(scope, child, namespace, 'payload')
    causes |= BIT[mark]
  }
  if (hasAny(causes, OMEMO) && !payload && !hasAny(causes, CONTENT_ENCRYPTION)) causes |= BIT['omemo-without-payload']
  if (type === 'groupchat' && subject) causes |= body === undefined ? BIT.subject : BIT['subject-with-body']
  if (body !== undefined) causes |= BIT.body
  return { causes, encrypted: hasAny(causes, ENCRYPTION), call: hasAny(causes, BIT.call), body }
}

/** A cause with what follows from it. */
export interface Classification {
  readonly importance: Importance
  readonly cause: Cause
}

const quiet = (cause: FixedCause): Classification => ({ importance: 'unimportant', cause })

const NOT_A_MESSAGE = quiet('not-a-message')
const HEADLINE = quiet('headline')
const SENT_CARBON = quiet('sent-carbon')
const NOTHING = quiet('nothing-to-show')

const byPolicy = (policy: ImportancePolicy, causes: CauseSet): Classification => {
  // hot loop: from the lowest bit, the cause that is asked first, to the highest
  for (let rest = causes; rest !== 0; rest &= rest - 1) {
    const cause = POLICY_CAUSES[31 - Math.clz32(rest & -rest)]
    // no test can tell without the first part: each bit has its cause
    if (cause !== undefined && policy[cause] !== 'ignore') return { importance: policy[cause] === 'alert' ? 'important' : 'unimportant', cause }
  }
  return NOTHING
}

/** IMP over a view and its reading; `classify` is this over a stanza. */
export const classifyView = (policy: ImportancePolicy, view: StanzaView, reading: Reading): Classification =>
  view.kind !== 'message'
    ? NOT_A_MESSAGE
    : view.type === 'headline'
      ? HEADLINE
      : view.carbon === 'sent'
        ? SENT_CARBON
        : byPolicy(policy, reading.causes)

/**
 * IMP: whether a stanza is important, and the one cause that decided.
 *
 * @param options - only `importance`, the policy, is read
 * @param account - the bare JID of the user that the stanza reached: only a carbon from there is one
 * @returns the importance and its cause; total over any element tree
 * @example
 * classify(defaultOptions)(juliet)(message) // { importance: 'important', cause: 'body' }
 * @since 0.1.0
 */
export const classify =
  (options: { readonly importance: ImportancePolicy }) =>
  (account: BareJid) =>
  (stanza: XmlElement): Classification => {
    const view = viewStanza(account)(stanza)
    return classifyView(options.importance, view, readMessage(view))
  }
