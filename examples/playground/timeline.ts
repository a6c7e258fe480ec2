/** What happened so far: each can be looked at and undone; a log can be dropped in. */
import type { VNode } from 'preact'
import { TRIGGERS } from './events.js'
import type { Change } from './forms.js'
import { type Chapter, type LogPart, writeLine } from './play.js'
import { firstScene, type Scene } from './scene.js'
import { button, field, find, h, section, targetOf, withItem } from './ui.js'
import type { View } from './view.js'

const labelOf = ({ entry: { event, note } }: Chapter): string => {
  if (event === undefined) return note ?? 'Time goes by'
  const [label = event._tag] = TRIGGERS.get(event._tag) ?? []
  return 'resource' in event ? `${label} (${event.resource})` : label
}

const countsOf = ({ effects }: Chapter): string => {
  const count = (tag: string): number => effects.filter(({ effect }) => effect._tag.startsWith(tag)).length
  const counts = [`${count('Publish')} push`, `${count('Skip')} skip`]
  return counts.filter((text) => !text.startsWith('0')).join(', ')
}

/** The accounts of the log that was dropped, and what reads another one. */
type Logs = Readonly<{ parts: ReadonlyArray<LogPart>; take: (file?: File) => void }>

export const timeline = (scene: Scene, { chapters, at }: View, change: Change, { parts, take }: Logs): VNode => {
  const { lines, fromLog, jid } = scene
  const last = chapters.length - 1
  const go = (index: number) => {
    change({ at: index >= last ? -1 : index })
    find('.chapters [aria-current]').scrollIntoView({ block: 'nearest' })
  }
  const without = (index: number) => change({ lines: withItem(lines, index), at: -1 })
  const anew = () => change({ lines: [], fromLog: false, jid: fromLog ? firstScene.jid : jid, at: -1 })
  const items = chapters.map((chapter, index) => {
    const [label, isNow] = [labelOf(chapter), index === last]
    const time = isNow ? 'now' : new Date(chapter.entry.at).toISOString().slice(11, 19)
    const shown = [h('time', time), h('span', label), h('small', countsOf(chapter))]
    const remove = { hidden: isNow, 'aria-label': `Remove ${index + 1}: ${label}` }
    return h('li', [
      button('chapter', shown, () => go(index), { 'aria-current': index === at ? 'step' : undefined }),
      button('plain', 'Remove', () => without(index), remove),
    ])
  })
  const chosen = String(parts.findIndex((part) => part.lines === lines))
  const choices = parts.map((part, index) => [String(index), `${part.jid}, ${part.lines.length} lines`])
  const choose = (index: string) => change(parts[Number(index)] ?? {})
  const onChange = (event: Event) => take(targetOf(event).files?.[0])
  return section('timeline', 'Timeline', null, [
    h('div.bar', [
      button('step', 'Back', () => go(at - 1), { disabled: at === 0 }),
      button('step', 'Forward', () => go(at + 1), { disabled: at === last }),
      button('step', 'Undo', () => without(lines.length - 1), { disabled: lines.length === 0 }),
      button('step', 'Begin anew', anew, { disabled: lines.length === 0 && !fromLog }),
      h('label.file', h('span', 'Open a log'), h('input', { type: 'file', onChange })),
    ]),
    parts.length > 1 && field('Account of the log', chosen, choose, { choices }),
    h('ol.chapters', items),
    h('p.hint', 'An event log (NDJSON, as the recorder writes it) can be dropped anywhere on the page.'),
  ])
}

/** What would happen now, as one more line of what happened. */
export const happened = ({ lines }: Scene, { chapters }: View): Partial<Scene> => {
  const line = chapters.slice(-1).map(({ before, entry }) => writeLine(before.account.jid, entry))
  return { lines: [...lines, ...line], at: -1 }
}
