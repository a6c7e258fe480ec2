/**
 * IMP: importance, "if the stanza is encrypted or has a body" (mod_cloud_notify README).
 *
 * Two tables and a policy. `MARKS` says which child elements mean something, `CAUSES` in which order the causes speak,
 * and the policy (plain data, an option) whether a cause alerts, keeps quiet, or is passed over.
 */
import type { BareJid } from '../jid.js'
import { CONTENT_NAMESPACES, NS } from '../namespaces.js'
import { insideCarbon, kindOf, type StanzaKind } from '../stanza.js'
import type { XmlElement } from '../xml/element.js'
import {
  byLocalName,
  childNamespace,
  childrenOf,
  enter,
  findChild,
  isElement,
  localName,
  type Scope,
  scopeOf,
  textOf,
  typeOf,
} from '../xml/query.js'

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

/** Causes as a set: a bit for each of `POLICY_CAUSES`, for one of these is made for every stanza. */
export type CauseSet = number

/** The set of these causes. */
export const setOf = (...causes: ReadonlyArray<PolicyCause>): CauseSet =>
  causes.reduce((set, cause) => set | (1 << POLICY_CAUSES.indexOf(cause)), 0)

const BIT = Object.fromEntries(POLICY_CAUSES.map((cause) => [cause, setOf(cause)])) as Readonly<
  Record<PolicyCause, CauseSet>
>

const OMEMO = setOf('omemo', 'omemo-legacy')

const ENCRYPTION = setOf('omemo-legacy', 'omemo', 'pgp', 'openpgp', 'eme')

/** The kinds of encryption that carry content where OMEMO without payload does not; EME only announces one. */
const CONTENT_ENCRYPTION = setOf('pgp', 'openpgp')

const hasAny = (causes: CauseSet, of: CauseSet): boolean => (causes & of) !== 0

/** What a child element of a message means: the bit of its cause, none for what decides later, and what else is to be done on it. */
interface Mark {
  readonly bit: CauseSet
  readonly on?: 'body' | 'subject' | 'carbon' | 'payload' | 'invite'
}

const mark = (cause: PolicyCause, on?: Mark['on']): Mark =>
  on === undefined ? { bit: BIT[cause] } : { bit: BIT[cause], on }

/** In the namespace of stanzas themselves, whichever it is. */
const inContent = (on: Mark['on'] & string): ReadonlyMap<string, Mark> =>
  new Map(CONTENT_NAMESPACES.map((namespace) => [namespace, { bit: 0, on }]))

const CARBON: ReadonlyMap<string, Mark> = new Map([[NS.carbons, { bit: 0, on: 'carbon' }]])

/** What a child element means by its name and namespace; `retract` and `received` exist in several, so both match. */
const MARKS: ReadonlyMap<string, ReadonlyMap<string, Mark>> = new Map([
  ['body', inContent('body')],
  ['subject', inContent('subject')],
  ['received', CARBON],
  ['sent', CARBON],
  [
    'encrypted',
    new Map([
      [NS.omemoLegacy, mark('omemo-legacy', 'payload')],
      [NS.omemo0, mark('omemo-legacy', 'payload')],
      [NS.omemo1, mark('omemo', 'payload')],
      [NS.omemo2, mark('omemo', 'payload')],
    ]),
  ],
  [
    'x',
    new Map([
      [NS.pgp, mark('pgp')],
      [NS.directInvitation, mark('direct-invitation')],
      [NS.mucUser, mark('mediated-invitation', 'invite')],
    ]),
  ],
  ['openpgp', new Map([[NS.openpgp, mark('openpgp')]])],
  ['encryption', new Map([[NS.eme, mark('eme')]])],
  ['propose', new Map([[NS.jingleMessage, mark('call')]])],
  ['no-store', new Map([[NS.hints, mark('no-store')]])],
  ['store', new Map([[NS.hints, mark('store')]])],
  ['replace', new Map([[NS.correction, mark('correction')]])],
  ['retract', new Map([[NS.retraction, mark('retraction')]])],
])

/** SUM-3: whether the body, if there is one, is only a fallback. */
export const isEncrypted = ({ causes }: Pick<Content, 'causes'>): boolean => hasAny(causes, ENCRYPTION)

/** URG-1, XEP-0353 §3: whether it proposes a call. */
export const isCall = ({ causes }: Pick<Content, 'causes'>): boolean => hasAny(causes, BIT.call)

/** What the rules read out of the children of a message, in one pass. */
export interface Content {
  readonly causes: CauseSet
  /** The text of the first body that is not empty. */
  readonly body: string | undefined
  /** The first child that makes the message a carbon, if it comes from the account itself. */
  readonly wrapper: XmlElement | undefined
}

const NO_CONTENT: Content = { causes: 0, body: undefined, wrapper: undefined }

const hasSameNamespaceChild = (scope: Scope, child: XmlElement, namespace: string, name: string): boolean =>
  findChild(enter(scope, child), name, namespace) !== undefined

/** Reads a message: which causes are present. */
export const readContent = (scope: Scope): Content => {
  const type = typeOf(scope.element)
  const children = childrenOf(scope.element)
  // hot loop: one pass over the children of every stanza, the only place that looks at all of them
  let causes: CauseSet = type === 'error' ? BIT.error : 0
  let body: string | undefined
  let wrapper: XmlElement | undefined
  let subject = false
  let payload = false
  for (let index = 0; index < children.length; index += 1) {
    // no test can tell if it goes one too far: what is not there is no element
    const child = children[index]
    if (!isElement(child)) continue
    const marks = byLocalName(MARKS, child.name)
    if (marks === undefined) continue
    const namespace = childNamespace(scope, child)
    const found = marks.get(namespace)
    if (found === undefined) continue
    const { bit, on } = found
    if (on === 'body') body ??= textOf(child) || undefined
    else if (on === 'subject') subject = true
    else if (on === 'carbon') wrapper ??= child
    else if (on === 'invite' && !hasSameNamespaceChild(scope, child, namespace, 'invite')) continue
    else if (on === 'payload') payload ||= hasSameNamespaceChild(scope, child, namespace, 'payload')
    causes |= bit
  }
  if (hasAny(causes, OMEMO) && !payload && !hasAny(causes, CONTENT_ENCRYPTION)) causes |= BIT['omemo-without-payload']
  if (type === 'groupchat' && subject) causes |= body === undefined ? BIT.subject : BIT['subject-with-body']
  if (body !== undefined) causes |= BIT.body
  return { causes, body, wrapper }
}

/** A stanza as the rules judge it: for a genuine carbon copy, `element` and all that follows are the message inside. */
export interface Reading {
  readonly kind: StanzaKind
  readonly carbon: 'none' | 'received' | 'sent'
  readonly element: XmlElement
  readonly content: Content
  /** URG-1, which is about the stanza that was archived, and that is never the message inside of a copy. */
  readonly urgent: boolean
}

/** Reads a stanza once, for every rule there is; a genuine carbon copy is unwrapped, a forged one is not. */
export const readStanza = (account: BareJid, stanza: XmlElement): Reading => {
  const outer = scopeOf(stanza)
  const kind = kindOf(outer)
  const content = kind === 'message' ? readContent(outer) : NO_CONTENT
  const { wrapper } = content
  const urgent = isCall(content)
  const inside = wrapper && insideCarbon(account, outer, wrapper)
  // no test can tell without the first part: without wrapper there is nothing inside
  return wrapper === undefined || inside === undefined
    ? { kind, carbon: 'none', element: outer.element, content, urgent }
    : {
        kind,
        carbon: localName(wrapper.name) === 'sent' ? 'sent' : 'received',
        element: inside.element,
        content: readContent(inside),
        urgent,
      }
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
    if (cause !== undefined && policy[cause] !== 'ignore')
      return { importance: policy[cause] === 'alert' ? 'important' : 'unimportant', cause }
  }
  return NOTHING
}

/** IMP over what was read of a stanza; `classify` is this over the stanza itself. */
export const classifyReading = (
  policy: ImportancePolicy,
  { kind, carbon, element, content }: Reading,
): Classification =>
  kind !== 'message'
    ? NOT_A_MESSAGE
    : typeOf(element) === 'headline'
      ? HEADLINE
      : carbon === 'sent'
        ? SENT_CARBON
        : byPolicy(policy, content.causes)

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
  (stanza: XmlElement): Classification =>
    classifyReading(options.importance, readStanza(account, stanza))
