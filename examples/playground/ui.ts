/**
 * Elements and form controls.
 */
import { type ComponentChildren, createElement, isValidElement, type VNode } from 'preact'
import { REASONS } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import { pieces, prettyLines } from './pretty.js'
import type { Scene } from './scene.js'

/** Changes the scene; `option` names the option that was changed, if it was one. */
export type Change = (patch: Partial<Scene>, option?: string) => void
/** Opens a rule. */
export type Open = (rule: string) => void
export type Child = ComponentChildren
export type Choices = ReadonlyArray<readonly [value: string, label: string]>
type Props = Readonly<Record<string, unknown>>

/** An element by its name and classes, `p.hint`, with attributes, if any, and children. Text is only ever text. */
export const h = (what: string, ...all: ReadonlyArray<Props | Child>): VNode => {
  const [name = '', ...classes] = what.split('.')
  const [first, ...others] = all
  const isProps = typeof first === 'object' && first !== null && !Array.isArray(first) && !isValidElement(first)
  const named = classes.length > 0 ? { class: classes.join(' ') } : {}
  return createElement(
    name,
    { ...named, ...(isProps ? (first as Props) : {}) },
    ...((isProps ? others : all) as Array<Child>),
  )
}

export const button = (what: string, text: Child, onClick: () => void, more: Props = {}): VNode =>
  h(`button.${what}`, { type: 'button', onClick, ...more }, text)

export const same = (values: ReadonlyArray<string>): Choices => values.map((one) => [one, one])

export const targetOf = (event: Event): HTMLInputElement => event.currentTarget as HTMLInputElement

/** A control by its value: a check box for a flag, a list where there are choices, else a line of text. */
export const field = (
  label: Child,
  value: unknown,
  set: (value: never) => void,
  { choices, ...more }: Props & { choices?: Choices } = {},
): VNode => {
  const shared = { spellcheck: false, autocomplete: 'off', ...more }
  const take = (event: Event) =>
    set((typeof value === 'boolean' ? targetOf(event).checked : targetOf(event).value) as never)
  if (typeof value === 'boolean')
    return h(
      'label.check',
      h('input', { ...shared, type: 'checkbox', checked: value, onChange: take }),
      h('span', label),
    )
  const options = choices?.map(([one, text]) => h('option', { key: one, value: one, selected: one === value }, text))
  return h(
    'label.field',
    h('span', label),
    options
      ? h('select', { ...shared, value, onChange: take }, options)
      : h('input', { ...shared, value, onInput: take }),
  )
}

/** A control's name, label, and what else it has; `false` leaves it out. */
export type Rows = ReadonlyArray<readonly [name: string, label: string, more?: (Props & { choices?: Choices }) | false]>

/** Controls for members of a value. */
export const fields = <A extends object>(of: A, set: (patch: Partial<A>) => void, rows: Rows): VNode =>
  h(
    'div.grid',
    rows.map(
      ([name, label, more = {}]) =>
        more &&
        field(label, of[name as keyof A], (value) => set({ [name]: value as unknown } as Partial<A>), {
          key: name,
          ...more,
        }),
    ),
  )

export const rule = (id: string, open: Open, key?: unknown): VNode =>
  button('rule', id, () => open(id), { key, 'aria-label': `Rule ${id}` })

const RULES: ReadonlySet<string> = new Set(Object.values(REASONS).map((reason) => reason.rule))

/** Text in which rule ids open their rules. */
export const ruled = (text: string, open: Open): Child =>
  text.split(/\b([A-Z]{3,5}(?:-\d+)?)\b/u).map((part, index) => (RULES.has(part) ? rule(part, open, index) : part))

const markedIf = (isMarked: boolean, content: Child): Child => (isMarked ? h('mark', content) : content)

/** Marked where another column does not have it. */
export const marked = <A>(others: ReadonlyArray<A> | undefined, one: A, content: Child): Child =>
  markedIf(others?.includes(one) === false, content)

/** XML, formatted; lines that another one does not have are marked. */
export const xml = (element: XmlElement, other?: XmlElement): VNode => {
  const others = other && prettyLines(other).map(({ text }) => text)
  const line = (text: string): Child =>
    pieces(text).map((piece, place) => (place % 2 === 1 ? h('b', { key: place }, piece) : piece))
  return h(
    'pre.xml',
    prettyLines(element).map(({ indent, text }, key) =>
      h('span.line', { key, style: `--indent:${indent}` }, marked(others, text, line(text))),
    ),
  )
}

export const details = (summary: Child, content: Child, more: Props = {}): VNode =>
  h('details', more, h('summary', summary), content)

export const section = (id: string, title: string, aside: Child, ...children: ReadonlyArray<Child>): VNode =>
  h('section.panel', { 'aria-labelledby': id }, h('div.title', h('h2', { id }, title), aside), ...children)

/** A list with one of its items changed, or left out. */
export const withItem = <A>(items: ReadonlyArray<A>, index: number, ...item: ReadonlyArray<A>): ReadonlyArray<A> =>
  items.flatMap((one, place) => (place === index ? item : [one]))

const UNITS = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const

/** Milliseconds for a reader. */
export const duration = (ms: number): string => {
  const [size, name] = UNITS.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1, 'ms']
  return `${ms / size} ${name}`
}
