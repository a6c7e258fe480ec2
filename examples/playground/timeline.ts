/**
 * What happened so far: each can be looked at and undone; a log can be dropped in.
 */
import type { VNode } from 'preact'
import { type LogPart, writeLine } from './log.js'
import type { Chapter } from './play.js'
import { firstScene, type Scene } from './scene.js'
import { TRIGGERS } from './triggers.js'
import { button, type Change, field, h, section, targetOf, withItem } from './ui.js'
import type { View } from './view.js'

const labelOf = ({ entry: { event, note } }: Chapter): string => {
  if (event === undefined) return note ?? 'Time goes by'
  const tag = String(event._tag)
  const label = (Object.hasOwn(TRIGGERS, tag) && TRIGGERS[tag]?.[0]) || tag
  return 'resource' in event ? `${label} (${String(event.resource)})` : label
}

const countsOf = ({ moments }: Chapter): string => {
  const tags = moments.flatMap(({ effects }) => effects.map(({ _tag }) => _tag))
  const count = (name: string, tag: string) => [tags.filter((one) => one.startsWith(tag)).length, name] as const
  return [count('push', 'Publish'), count('skip', 'Skip')]
    .flatMap(([many, name]) => (many > 0 ? [`${many} ${name}`] : []))
    .join(', ')
}

const clock = (at: number): string => (Math.abs(at) < 8e15 ? new Date(at).toISOString().slice(11, 19) : '')

/** `parts` are the accounts of the log that was dropped; `take` reads another one. */
export const timeline = (
  scene: Scene,
  { chapters, at, options }: View,
  change: Change,
  { parts, take }: { parts: ReadonlyArray<LogPart>; take: (file?: File) => void },
): VNode => {
  const { lines, fromLog } = scene
  const last = chapters.length - 1
  const go = (index: number) => change({ at: index >= last ? -1 : index })
  const without = (index: number) => change({ lines: withItem(lines, index), at: -1 })
  const copy = () =>
    void navigator.clipboard?.writeText([JSON.stringify({ format: 'xmpp-push-rules/1', options }), ...lines].join('\n'))
  const anew = () => change({ lines: [], fromLog: false, jid: fromLog ? firstScene.jid : scene.jid, at: -1 })
  const item = (chapter: Chapter, key: number) => {
    const label = labelOf(chapter)
    const shown = [
      h('time', { key: 0 }, key === last ? 'now' : clock(chapter.entry.at)),
      h('span', { key: 1 }, label),
      h('small', { key: 2 }, countsOf(chapter)),
    ]
    const look = button('chapter', shown, () => go(key), { 'aria-current': key === at ? 'step' : undefined })
    return h(
      'li',
      { key },
      look,
      button('plain', 'Remove', () => without(key), {
        hidden: key === last,
        'aria-label': `Remove ${key + 1}: ${label}`,
      }),
    )
  }
  const choices = parts.map(({ label }, index) => [String(index), label] as const)
  const chosen = String(parts.findIndex((part) => part.scene.lines === lines))
  return section(
    'timeline',
    'Timeline',
    null,
    h(
      'div.bar',
      button('step', 'Back', () => go(at - 1), { disabled: at === 0 }),
      button('step', 'Forward', () => go(at + 1), { disabled: at === last }),
      button('step', 'Undo', () => without(lines.length - 1), { disabled: lines.length === 0 }),
      button('step', 'Begin anew', anew, { disabled: lines.length === 0 && !fromLog }),
      button('step', 'Copy as log', copy, { disabled: lines.length === 0 }),
      h(
        'label.file',
        h('span', 'Open a log'),
        h('input', { type: 'file', onChange: (event: Event) => take(targetOf(event).files?.[0]) }),
      ),
    ),
    parts.length > 1 &&
      field('Account of the log', chosen, (index) => change(parts[Number(index)]?.scene ?? {}), { choices }),
    h('ol.chapters', chapters.map(item)),
    h('p.hint', 'An event log (NDJSON, as the recorder writes it) can be dropped anywhere on the page.'),
  )
}

/** What would happen now, as one more line of what happened. */
export const happened = ({ lines }: Scene, { chapters, now }: View): Partial<Scene> => ({
  lines: [...lines, ...chapters.slice(-1).map(({ entry }) => writeLine(now.account.jid, entry))],
  at: -1,
})
