/**
 * Elements and form controls.
 */
import { type ComponentChildren, createElement, isValidElement, type VNode } from 'preact'
import type { XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import { pieces, prettyLines } from './pretty.js'
import type { Scene } from './scene.js'

/** Put in when the page is built. */
declare const RULE_TEXTS: Readonly<Record<string, ReadonlyArray<string>>>

/** Level, text and source of every rule, as the rule reference has them. */
export const RULES = RULE_TEXTS

/** Changes the scene; `option` names the option that was changed, if it was one. */
export type Change = (patch: Partial<Scene>, option?: string) => void
/** Opens a rule. */
export type Open = (rule: string) => void
export type Child = ComponentChildren
type Props = Readonly<Record<string, unknown>>

const isProps = (value: unknown): value is Props =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isValidElement(value)

/** An element by its name and classes, `p.hint`, with attributes, if any, and children. Text is only ever text. */
export const h = (what: string, ...all: ReadonlyArray<Props | Child>): VNode => {
  const [name = '', ...classes] = what.split('.')
  const [props, children] = isProps(all[0]) ? [all[0], all.slice(1)] : [{}, all]
  return createElement(name, { class: classes.join(' ') || undefined, ...props }, ...(children as Array<Child>))
}

export const button = (what: string, text: Child, onClick: () => void, more: Props = {}): VNode =>
  h(`button.${what}`, { type: 'button', onClick, ...more }, text)

export const targetOf = (event: Event): HTMLInputElement => event.currentTarget as HTMLInputElement

/** What a control may choose from: values, or values with their labels. */
export type Choices = ReadonlyArray<string | ReadonlyArray<string>>

interface More {
  readonly choices?: Choices
  readonly [attribute: string]: unknown
}

type Set = (value: never) => void

/** A control by its value: a check box for a flag, a list where there are choices, else a line of text. */
export const field = (label: Child, value: unknown, set: Set, { choices, ...more }: More = {}): VNode => {
  const shared = { spellcheck: false, autocomplete: 'off', ...more }
  const name = h('span', label)
  const onChange = (event: Event) => set(targetOf(event)[typeof value === 'boolean' ? 'checked' : 'value'] as never)
  const box = { ...shared, type: 'checkbox', checked: value, onChange }
  if (typeof value === 'boolean') return h('label.check', h('input', box), name)
  if (choices === undefined) return h('label.field', name, h('input', { ...shared, value, onInput: onChange }))
  const options = choices.map((choice) => {
    const [one, text = one] = [choice].flat()
    return h('option', { key: one, value: one, selected: one === value }, text)
  })
  return h('label.field', name, h('select', { ...shared, value, onChange }, options))
}

/** A control for a member of a value; `isOff` leaves it out. */
export type Row = More & { readonly name: string; readonly label: string; readonly isOff?: boolean }

/** Controls for members of a value. */
export const fields = <A extends object>(of: A, set: (patch: Partial<A>) => void, rows: ReadonlyArray<Row>): VNode => {
  const controls = rows.map(({ name, label, isOff, ...more }) => {
    const take = (value: unknown) => set({ [name]: value } as Partial<A>)
    return isOff === true ? null : field(label, of[name as keyof A], take, { key: name, ...more })
  })
  return h('div.grid', controls)
}

export const rule = (id: string, open: Open): VNode =>
  button('rule', id, () => open(id), { 'aria-label': `Rule ${id}` })

/** Text in which rule ids open their rules, and what stands in backticks is code. */
export const ruled = (text: string, open: Open): Child =>
  text.split(/(`[^`]+`|\b[A-Z]{2,5}(?:-\d+)?\b)/u).map((part) => {
    if (part.startsWith('`')) return h('code', part.slice(1, -1))
    return Object.hasOwn(RULES, part) ? rule(part, open) : part
  })

/** Marked where another column does not have it. */
export const marked = <A>(others: ReadonlyArray<A> | undefined, one: A, content: Child): Child =>
  others === undefined || others.includes(one) ? content : h('mark', content)

/** XML, formatted; lines that another one does not have are marked. */
export const xml = (element: XmlElement, other?: XmlElement): VNode => {
  const others = other && prettyLines(other).map(({ text }) => text)
  const lines = prettyLines(element).map(({ indent, text }) => {
    const line = pieces(text).map((piece, place) => (place % 2 === 1 ? h('b', piece) : piece))
    return h('span.line', { style: `--indent:${indent}` }, marked(others, text, line))
  })
  return h('pre.xml', lines)
}

export const details = (summary: Child, content: Child, more: Props = {}): VNode =>
  h('details', more, h('summary', summary), content)

export const section = (id: string, title: string, aside: Child, content: Child): VNode =>
  h('section.panel', { 'aria-labelledby': id }, h('div.title', h('h2', { id }, title), aside), content)

/** A list with one of its items changed, or left out. */
export const withItem = <A>(items: ReadonlyArray<A>, index: number, ...item: ReadonlyArray<A>): ReadonlyArray<A> =>
  items.flatMap((one, place) => (place === index ? item : [one]))

/** Milliseconds for a reader. */
export const duration = (ms: number): string => {
  const [name, size] = Object.entries(PAGE.units).find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['ms', 1]
  return `${ms / size} ${name}`
}
