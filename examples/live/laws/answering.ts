import * as E from 'fp-ts/lib/Either.js'
import { parseJid } from 'xmpp-push-rules'
import { registrationName, settled, type Happening, type Run } from './run.js'
import type { Answer } from '../push-service.js'

type Answered = Extract<Happening, { readonly _tag: 'PublishAnswered' }>

const stanzaErrors = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const types = ['cancel', 'wait', 'modify', 'auth', 'continue'] as const

const answerOf = ({ answer }: Answered): Answer =>
  answer._tag === 'Rejected'
    ? { type: types.find((type) => type === answer.type) ?? 'unheard-of', condition: answer.condition }
    : { type: 'result' }

/** Whether two texts name one JID, whatever the case of its domain. */
const isSame = (one: string, other: string): boolean =>
  E.exists((jid: string) => E.exists((same: string) => same === jid)(parseJid(other)))(parseJid(one))

/** An answer as it is written on the wire. */
export const answerXml = (from: string, to: string, id: string, answer: Answer): string =>
  answer.type === 'result'
    ? `<iq type='result' from='${from}' to='${to}' id='${id}'/>`
    : `<iq type='error' from='${from}' to='${to}' id='${id}'><error type='${answer.type}'><${answer.condition} xmlns='${stanzaErrors}'/></error></iq>`

/**
 * The push service answers the oldest publish of that registration; where there is none, the last one once more, or one
 * that never was. Somebody else sends the same answer under his own name.
 */
export const answerPublish = async (run: Run, account: string, event: Answered): Promise<void> => {
  const { service, node } = event.registration
  const name = registrationName(service, node)
  const [oldest, ...rest] = run.unanswered.get(name) ?? []
  const { id, from: asker } = oldest ??
    run.answered.get(name) ?? { id: 'never-published', from: run.names.account(account).host }
  const answer = answerOf(event)
  const wire = run.names.toWire(service)
  const link = run.lane.links.find(({ domain }) => domain === (wire.split('@').at(-1) ?? '').split('/')[0])
  if (!isSame(event.from, service)) {
    const from = run.names.sender(event.from)
    const own = run.lane.links.find(({ domain }) => from === domain || from.startsWith(`${domain}/`))
    await (own ?? run.stage.world).send(answerXml(from, asker, id, answer))
    return settled(run, own === undefined ? undefined : { send: own.send, from: own.domain })
  }
  if (oldest !== undefined) {
    run.unanswered.set(name, rest)
    run.answered.set(name, oldest)
  }
  if (link === undefined) return
  // A service that writes its own domain in another case: the server has to know it all the same.
  await link.send(answerXml(event.from === service ? wire : wire.toUpperCase(), asker, id, answer))
  await settled(run, { send: link.send, from: link.domain })
}
