/** Elements, form controls, XML and rules. */
import { type ComponentChildren as Child, createElement, render, type VNode } from 'preact'
import { REASONS } from 'xmpp-push-rules'
import { serializeXml, type XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }

export type { Child }
type Props = Readonly<Record<string, unknown>>
/** An element of preact has no constructor, lest somebody takes data for one. */
const isProps = (value: unknown): value is Props => value?.constructor === Object

/** An element by its name and classes, `p.hint`, with attributes, if any, and children. Text is only ever text. */
export const h = (what: string, ...all: ReadonlyArray<Props | Child>): VNode => {
  const [name = '', ...classes] = what.split('.')
  const [props, children] = isProps(all[0]) ? [all[0], all.slice(1)] : [{}, all]
  return createElement(name, { class: classes.join(' ') || undefined, ...props }, ...(children as Array<Child>))
}

export const button = (what: string, text: Child, onClick: () => void, more: Props = {}): VNode =>
  h(`button.${what}`, { type: 'button', onClick, ...more }, text)
export const details = (summary: Child, content: Child, more: Props = {}): VNode =>
  h('details', more, h('summary', summary), content)
export const section = (id: string, title: string, aside: Child, content: Child): VNode =>
  h('section.panel', { 'aria-labelledby': id }, h('div.title', h('h2', { id }, title), aside), content)
export const find = (selector: string): HTMLElement => document.querySelector(selector) as HTMLElement
export const targetOf = (event: Event): HTMLInputElement => event.currentTarget as HTMLInputElement

/** What a control may choose from: values, values with their labels, or groups of them. */
type Choices = ReadonlyArray<string | ReadonlyArray<string | ReadonlyArray<string>>>
type More = Readonly<{ choices?: Choices | undefined; [attribute: string]: unknown }>
type Set = (value: never) => void
/** A control by its value: a check box for a flag, a list where there are choices, else a line of text. */
export const field = (label: Child, value: unknown, set: Set, { choices, ...more }: More = {}): VNode => {
  const name = h('span', label)
  const onChange = (event: Event) => set(targetOf(event)[typeof value === 'boolean' ? 'checked' : 'value'] as never)
  const props = { spellcheck: false, autocomplete: 'off', ...more }
  const item = (choice: Choices[number]): VNode => {
    const [first = '', text = first] = typeof choice === 'string' ? [choice] : choice
    if (typeof text !== 'string') return h('optgroup', { key: first, label: first }, text.map(item))
    return h('option', { key: first, value: first, selected: first === value }, text)
  }
  if (typeof value === 'boolean')
    return h('label.check', h('input', { ...props, type: 'checkbox', checked: value, onChange }), name)
  if (choices === undefined) return h('label.field', name, h('input', { ...props, value, onInput: onChange }))
  return h('label.field', name, h('select', { ...props, value, onChange }, choices.map(item)))
}

/** What a control is for; `needs` is what an event must have, for the control to make sense. */
type Row = More & Readonly<{ name: string; label: Child; needs?: string }>
type Rows = ReadonlyArray<Row>
type Lists = Readonly<Record<string, Choices>>
export const ROWS: Readonly<Record<keyof typeof PAGE.rows, Rows>> = PAGE.rows
/** What sets members of a value; it may choose from lists that are not in its rows. */
export const fields = <A extends object>(rows: Rows, of: A, set: (patch: Partial<A>) => void, lists: Lists = {}) => {
  const controls = rows.map(({ name, label, needs: _needs, ...more }) => {
    const take = (value: unknown) => set({ [name]: value } as Partial<A>)
    return field(label, of[name as keyof A], take, { key: name, choices: lists[name], ...more })
  })
  return h('div.grid', controls)
}

/** Level, text and source of every rule, as the rule reference has them; put in when the page is built. */
declare const RULE_TEXTS: Readonly<Record<string, ReadonlyArray<string>>>
/** Opens a rule: every case of it, and where each comes from. */
const openRule = (id: string): void => {
  const [level, text = '', source] = RULE_TEXTS[id] ?? []
  const cases = Object.values(REASONS).filter((reason) => reason.rule === id)
  const items = cases.map(({ sentence, source: from }) => h('li', sentence, ' ', h('small', from)))
  const title = h('h2', { id: 'rule' }, id, ' ', h('small', level))
  render([title, h('p', ruled(text), ' ', h('small', source)), h('ul', items)], find('dialog div'))
  const dialog = document.querySelector('dialog')
  if (dialog?.open === false) dialog.showModal()
}
export const rule = (id: string): VNode => button('rule', id, () => openRule(id), { 'aria-label': `Rule ${id}` })
/** Text in which rule ids open their rules, and what stands in backticks is code. */
export const ruled = (text: string): Child =>
  text.split(/(`[^`]+`|\b[A-Z]{2,5}(?:-\d+)?\b)/u).map((part) => {
    if (part.startsWith('`')) return h('code', part.slice(1, -1))
    return Object.hasOwn(RULE_TEXTS, part) ? rule(part) : part
  })

/** Marked where another column does not have it. */
export const marked = <A>(others: ReadonlyArray<A> | undefined, one: A, content: Child): Child =>
  others === undefined || others.includes(one) ? content : h('mark', content)

/** XML as lines to be read, which joined are what `serializeXml` writes; what has text, or is short, is one line. */
export const linesOf = (element: XmlElement, indent = ''): ReadonlyArray<string> => {
  const whole = serializeXml(element)
  const inner = element.children.flatMap((child) => (typeof child === 'string' ? [] : [child]))
  if (inner.length === 0 || inner.length < element.children.length || whole.length < 90) return [indent + whole]
  const open = serializeXml({ ...element, children: [] }).replace(/\/>$/u, '>')
  const lines = inner.flatMap((child) => linesOf(child, `${indent}  `))
  return [indent + open, ...lines, `${indent}</${element.name}>`]
}

/** XML, formatted; lines that another one does not have are marked. */
export const xml = (element: XmlElement, other?: XmlElement): VNode => {
  const others = other && linesOf(other)
  const lines = linesOf(element).map((whole) => {
    const text = whole.trimStart()
    // attribute values and text, at odd places
    const pieces = text.split(/((?<==")[^"]*(?=")|(?<=>)[^<]+(?=<))/u)
    const line = pieces.map((piece, place) => (place % 2 === 1 ? h('b', piece) : piece))
    return h('span.line', { style: `--indent:${(whole.length - text.length) / 2}` }, marked(others, whole, line))
  })
  return h('pre.xml', lines)
}

export const duration = (ms: number): string => {
  const [name, size] = Object.entries(PAGE.units).find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['ms', 1]
  return `${ms / size} ${name}`
}
