/** IMP: verdicts of a policy, and what only the server knows. */
import { describe, expect, it } from 'vitest'
import {
  type Cause,
  type Classification,
  classify,
  defaultOptions,
  makeOptions,
  type Options,
  policies,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  body,
  chat,
  chatState,
  codes,
  delivery,
  el,
  juliet,
  loud,
  message,
  on,
  pushes,
  quiet,
  right,
  roomMessage,
  run,
  runFrom,
  skips,
} from '../support/fixtures.js'

const important = (cause: Cause): Classification => ({ importance: 'important', cause, never: false })
const silent = (cause: Cause): Classification => ({ importance: 'unimportant', cause, never: false })
const omemo = (xmlns: string): XmlElement =>
  el('encrypted', { xmlns }, el('header', { sid: '1' }), el('payload', {}, 'aGk='))
const eme = el('encryption', { xmlns: 'urn:xmpp:eme:0', namespace: 'urn:xmpp:omemo:1' })

describe('IMP, what only the server knows: the own reflection in a room', () => {
  const own = (stanza: XmlElement, partial: Partial<Options> = {}): ReadonlyArray<string> =>
    codes(
      runFrom(run(on.enabled('x')).account, partial)(on.stored(delivery('m', stanza, { own: true }))).last,
    )[0]?.slice(0, 2) ?? []

  it('is quiet, unless it is an error', () => {
    expect(own(roomMessage(body('x')))).toEqual(['stored-offline', 'own-reflection'])
    expect(own(message({ type: 'error' }, body('x')))).toEqual(['stored-offline', 'error'])
  })

  it('is no push for quietPhones, and a body as others for prosody', () => {
    expect(own(roomMessage(body('x')), policies.quietPhones)).toEqual(['never-pushed'])
    expect(own(roomMessage(body('x')), policies.prosody)).toEqual(['stored-offline', 'body'])
  })
})

describe('IMP, verdicts of a policy', () => {
  const account = run(on.opened('phone'), on.enabled('phone')).account
  const policy = (verdicts: Partial<Options['importance']>): Partial<Options> => ({
    importance: { ...defaultOptions.importance, ...verdicts },
  })

  it('never: no push at all, whatever the trigger, and nothing is told', () => {
    const never = policy({ body: 'never' })
    const { account: after, effects } = runFrom(account, never)(
      on.stored(loud('a')),
      on.groupchat(loud('b')),
      on.hibernated('phone', [loud('c')]),
      on.closed('phone'),
      on.archived(loud('d')),
    )
    expect(skips(effects)).toEqual(['a: never-pushed', 'b: never-pushed', 'c: never-pushed', 'd: never-pushed'])
    expect(pushes(runFrom(after)(on.stored(loud('a'))).last)).toEqual(['a > n1'])
  })

  it('ignore: the next cause is asked', () => {
    const ignoring = classify(right(makeOptions(policy({ omemo: 'ignore', eme: 'ignore' }))))(juliet)
    expect(ignoring(message({}, omemo('urn:xmpp:omemo:2'), eme, body('x')))).toEqual(important('body'))
    expect(ignoring(message({}, omemo('urn:xmpp:omemo:2')))).toEqual(silent('nothing-to-show'))
  })

  it('quiet and alert', () => {
    expect(classify(right(makeOptions(policy({ body: 'quiet' }))))(juliet)(chat())).toEqual(silent('body'))
    expect(classify(right(makeOptions(policy({ 'chat-state': 'alert' }))))(juliet)(chatState)).toEqual(
      important('chat-state'),
    )
  })

  it('of a queue a never stands for nothing, and nothing stands for it', () => {
    const never = policy({ 'chat-state': 'never' })
    expect(pushes(runFrom(account, never)(on.hibernated('phone', [quiet('q'), loud('a')])).last)).toEqual(['a > n1'])
  })
})
