import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judge, unexplained, type Judged } from '../../examples/live/judge.js'
import type { SceneRecord } from '../../examples/live/run-scene.js'
import { scenes } from '../../examples/live/scenes/index.js'

interface Sample {
  readonly record: SceneRecord
  readonly log: string
}

/** Scenes as they really went on the servers, kept from a run of the harness. */
const samples = (server: string): ReadonlyArray<Sample> =>
  readFileSync(new URL(`fixtures/${server}.ndjson`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample)

const judged = ({ record, log }: Sample): Judged => {
  const scene = scenes.find(({ id }) => id === record.scene)
  if (scene === undefined) throw new Error(`no scene ${record.scene}`)
  return judge(scene, record, log)
}

const reasonsOf = (sample: Sample): ReadonlyArray<string> => [
  ...new Set(judged(sample).differences.map(({ reason }) => reason?.id ?? 'unexplained')),
]

const expected: Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>> = {
  prosody: {
    hibernating: [],
    'hibernating-call': ['copy-pushed-again'],
    'ack-late-then-gone': ['queue-told-again'],
    'enable-form-other': ['form-unchecked'],
    'answer-cancel': [],
    'disabled-elsewhere-while-asleep': ['removed-registration'],
  },
  ejabberd: {
    'hibernating-burst': ['empty-notification', 'no-count'],
    'two-nodes-asleep': ['session-covers-its-nodes', 'no-count'],
    'sent-by-oneself': ['own-archive'],
    'open-omemo-2': ['encrypted-placeholder'],
    'answer-cancel': ['no-count'],
    'enable-no-node': [],
  },
}

describe.each(Object.keys(expected))('what %s did', (server) => {
  test.each(samples(server).map((sample) => [sample.record.scene, sample] as const))('%s', (scene, sample) => {
    expect(reasonsOf(sample).toSorted()).toEqual(expected[server]?.[scene]?.toSorted())
    expect(unexplained(judged(sample))).toEqual([])
  })

  test('every sample is there', () => {
    expect(
      samples(server)
        .map(({ record }) => record.scene)
        .toSorted(),
    ).toEqual(Object.keys(expected[server] ?? {}).toSorted())
  })
})

describe('a difference that nothing explains is seen', () => {
  const [sample] = samples('prosody').filter(({ record }) => record.scene === 'answer-cancel')
  const tampered = (change: (entries: SceneRecord['entries']) => SceneRecord['entries']): Judged => {
    if (sample === undefined) throw new Error('no sample')
    return judged({ ...sample, record: { ...sample.record, entries: change(sample.record.entries) } })
  }

  test('a publish that is missing', () => {
    const first = tampered((entries) =>
      entries.filter(
        (entry, index) => index !== entries.findIndex(({ kind }) => kind === 'publish') || entry.kind === 'step',
      ),
    )
    expect(unexplained(first)).toHaveLength(1)
  })

  test('a publish that nobody asked for', () => {
    const twice = tampered((entries) =>
      entries.flatMap((entry) => Array.from({ length: entry.kind === 'publish' ? 2 : 1 }, () => entry)),
    )
    expect(unexplained(twice)).toHaveLength(3)
  })

  test('another summary', () => {
    const other = tampered((entries) =>
      entries.map((entry) =>
        entry.kind === 'publish' ? { ...entry, xml: entry.xml.replace('New Message!', 'a secret') } : entry,
      ),
    )
    expect(unexplained(other)).toHaveLength(3)
  })

  test('another reply', () => {
    const other = tampered((entries) =>
      entries.map((entry) =>
        entry.kind === 'reply'
          ? {
              ...entry,
              reply: `<iq type="error" id="${/id='([^']+)'/.exec(entry.request)?.[1] ?? ''}"><error type="auth"><forbidden xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
            }
          : entry,
      ),
    )
    expect(unexplained(other)).toHaveLength(1)
  })

  test('a step that could not be played', () => {
    const failed = tampered((entries) => [...entries, { kind: 'failed', at: 0, step: 1, message: 'no reply' }])
    expect(unexplained(failed)).toEqual(['step 1: no reply'])
  })
})
