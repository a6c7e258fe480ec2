/**
 * Fallback bodies (XEP-0428): text for clients that do not know a feature.
 */
import { attr, childElements, findChildren, type Scope } from '../xml/query.js'
import { NS } from './namespaces.js'

/** Features whose fallback says nothing beside them: the whole of it counts as no body. */
const HIDDEN: ReadonlyArray<string> = [
  NS.reactions,
  NS.retraction0,
  NS.retraction1,
  NS.moderation0,
  NS.moderation1,
  NS.chatMarkers,
]

/** Features of whose fallback only a part, the quoted text, is left out. A file's fallback, its address, stays. */
const QUOTING: ReadonlyArray<string> = [NS.reply]

/** A part of a body, in code points (XEP-0426); all of it without bounds. */
interface Range {
  readonly from: number
  readonly to: number
}

const ALL: Range = { from: 0, to: Infinity }

const bound = (text: string | undefined, otherwise: number): number =>
  text === undefined || !/^\d{1,9}$/u.test(text) ? otherwise : Number(text)

/**
 * XEP-0428 §3: "If start and end attribute are not supplied, the whole respective message element should be assumed to be
 * there for fallback purposes"; without any child "it is assumed to apply to every message <body/>".
 */
const rangesOf = (fallback: Scope): ReadonlyArray<Range> =>
  childElements(fallback.element).length === 0
    ? [ALL]
    : findChildren(fallback, 'body', NS.fallback).map(({ element }) => ({
        from: bound(attr(element, 'start'), 0),
        to: bound(attr(element, 'end'), Infinity),
      }))

const isBounded = ({ from, to }: Range): boolean => from > 0 || to < Infinity

/** The ranges in order, with those that meet made one: a stanza may name thousands. */
const merged = (ranges: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const apart: Array<Range> = []
  const inOrder = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  for (const range of inOrder) {
    const last = apart.at(-1)
    if (last === undefined || range.from > last.to) apart.push(range)
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
  }
  return apart
}

/** The code points of a body that are no fallback: what stands before, between and after the ranges. */
const without = (body: string, ranges: ReadonlyArray<Range>): string => {
  const points = Array.from(body)
  const apart = merged(ranges)
  const ends = [...apart.map(({ from }) => from), Infinity]
  return [0, ...apart.map(({ to }) => to)].map((start, index) => points.slice(start, ends[index]).join('')).join('')
}

/**
 * What is left of a body without its fallback for features that the rules know.
 *
 * @param message - the message, whose `fallback` children are read
 * @param body - its text
 * @returns the text without quotes, or undefined where nothing is left
 */
export const readFallback = (message: Scope, body: string): string | undefined => {
  // XEP-0424 0.3 wrote no `for`: beside an `apply-to` it is that one's fallback.
  const isRetracting = findChildren(message, 'apply-to', NS.fasten).length > 0
  const ranges = findChildren(message, 'fallback', NS.fallback).flatMap((fallback) => {
    const feature = attr(fallback.element, 'for') ?? ''
    return HIDDEN.includes(feature) || (feature === '' && isRetracting)
      ? rangesOf(fallback)
      : QUOTING.includes(feature)
        ? rangesOf(fallback).filter(isBounded)
        : []
  })
  const left = ranges.length === 0 ? body : without(body, ranges)
  return left.trim() === '' ? undefined : left
}
