/**
 * HTML that is safe by its making: only this file turns text into markup.
 */
import { escapeText, escapeValue } from '../../xml/escape.js'
import { visible } from './text.js'

/** Markup; a plain string is text and becomes markup by being escaped. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | ReadonlyArray<Html>

/** Markup that this library wrote itself; never what came from outside. */
export const trusted = (markup: string): Html => ({ markup })

export const none: Html = trusted('')

const isList = (value: Value): value is ReadonlyArray<Html> => Array.isArray(value)

const toMarkup = (value: Value): string => {
  if (typeof value === 'string') return escapeValue(visible(value))
  if (typeof value === 'number') return String(value)
  return isList(value) ? value.map(({ markup }) => markup).join('') : value.markup
}

/**
 * A template: what is put in is escaped for text and for quoted attribute values, unless it is markup already.
 *
 * @example
 * markup`<p title="${title}">${text}</p>`
 */
export const markup = (parts: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  trusted(String.raw({ raw: parts }, ...values.map(toMarkup)))

/** Text between tags, character by character as it is. */
export const text = (value: string): Html => trusted(escapeText(value))

/** The inside of a `pre`: a parser drops the line feed at its start, so that one is put before. */
export const preformatted = (value: string): Html => trusted(`\n${escapeText(value)}`)

/** A slug that may be broken after its joints. */
export const slug = (value: string): Html =>
  trusted(
    value
      .split(/(?<=[/-])/u)
      .map(toMarkup)
      .join('<wbr>'),
  )

/** Words that are no longer than this stay whole, however narrow their column is. */
const WHOLE = 20

/** Text whose words break only where they are longer than any that a person wrote. */
export const words = (value: string): Html =>
  trusted(
    value
      .split(' ')
      .map((word) => (visible(word).length > WHOLE ? toMarkup(word) : `<span class="word">${toMarkup(word)}</span>`))
      .join(' '),
  )

/**
 * A link where the address is one of the web or one beside the page, otherwise only its text. An address beside the page
 * has no colon before its first slash: that would be a scheme, and `javascript:` is one.
 */
export const reference = (address: string, label: Html): Html =>
  address !== '' && !/^[^/?#]*:/u.test(address) ? markup`<a href="${address}">${label}</a>` : link(address, label)

/** A link where the address is one of the web, otherwise only its text: `javascript:` never gets into the page. */
export const link = (address: string, label: Html): Html =>
  /^https?:\/\//iu.test(address) ? markup`<a href="${address}" rel="noreferrer">${label}</a>` : label
