/** The demo as a person runs it, and the lines of a small log. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export const demo = (args: ReadonlyArray<string>, input = ''): Ran => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'examples/demo/main.ts', ...args],
    {
      cwd: root,
      input,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  return { status, out: stdout, err: stderr }
}

export const log = (...lines: ReadonlyArray<unknown>): string => lines.map((line) => JSON.stringify(line)).join('\n')

export const account = 'juliet@localhost'
export const header = { format: 'xmpp-push-rules/1', options: { push_max_devices: 2 } }
export const recorded = { ...header, recorded: true }

export const happened = (at: number, event: object): unknown => ({ at, account, event })

export const iq = (at: number, id: string, payload: string): unknown =>
  happened(at, { _tag: 'IqReceived', resource: 'r', iq: `<iq type='set' id='${id}'>${payload}</iq>` })

/** The session `r` opens and enables node `n` of push.example. */
export const enabled = [
  happened(0, { _tag: 'SessionOpened', resource: 'r' }),
  iq(0, '1', "<enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>"),
]

export const stored = (at: number, key = 'm1', stanza = "<message from='romeo@localhost'><body>hi</body></message>") =>
  happened(at, { _tag: 'StoredOffline', delivery: { key, stanza } })

const sent = (at: number, text: string): unknown => ({ at, account, sent: text })

/** What a recorded server replied, and what it published. */
export const reply = (at: number, id: string): unknown => sent(at, `<iq type='result' to='${account}/r' id='${id}'/>`)

const field = (name: string, value: string): string => `<field var='${name}'><value>${value}</value></field>`

export const push = (at: number, node = 'n', body: string | undefined = 'New Message!'): unknown =>
  sent(
    at,
    `<iq type='set' to='push.example'><pubsub><publish node='${node}'><item><notification><x>` +
      field('FORM_TYPE', 'urn:xmpp:push:summary') +
      field('message-count', '1') +
      (body === undefined ? '' : field('last-message-body', body)) +
      '</x></notification></item></publish></pubsub></iq>',
  )
