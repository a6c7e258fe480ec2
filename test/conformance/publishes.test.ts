import { defaultOptions } from 'xmpp-push-rules'
import { feed, type Happening, type Host, type Output, play, reference } from 'xmpp-push-rules/conformance'
import type { Adapter } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import {
  ACCEPTED,
  answers,
  answersNth,
  delivery,
  gone,
  JULIET,
  opens,
  PHONE,
  rejected,
  restarts,
  ROMEO,
  stored,
  TABLET,
  to,
  together,
} from '../../src/conformance/stage.js'
import type { Step } from '../../src/conformance/scene.js'
import { chat } from '../../src/conformance/stanzas.js'

/** Which publishes the answers of a scene were for, as the adapter saw them. */
const answered = async (...steps: ReadonlyArray<Step>): Promise<ReadonlyArray<unknown>> => {
  const seen: Array<unknown> = []
  const note = (event: Happening): void => {
    if (event._tag === 'PublishAnswered') seen.push(event.publish && [event.publish.number, event.publish.id])
  }
  const noting: Adapter<Host> = {
    ...reference,
    dispatch: (host, account, event) => {
      note(event)
      return feed(host, account, event)
    },
    dispatchTogether: (host, account, events) => {
      events.forEach(note)
      return events.flatMap((event) => feed(host, account, event))
    },
  }
  await play(noting, { options: {}, steps })
  return seen
}

const push = (key: string): Step => stored(delivery(key, chat()))
const registered = [...gone(PHONE), ...gone(TABLET)]

describe('an answer says which publish it is for', () => {
  test('the oldest of its registration that has none', async () => {
    expect(
      await answered(
        ...registered,
        push('a'),
        push('b'),
        answers(PHONE, ACCEPTED),
        answers(TABLET, ACCEPTED),
        answers(PHONE, ACCEPTED),
        answers(PHONE, ACCEPTED),
      ),
    ).toEqual([[0, 'push-1'], [1, 'push-2'], [2, 'push-3'], undefined])
  })

  test('the one that is named, as often as it is named', async () => {
    expect(
      await answered(
        ...registered,
        push('a'),
        push('b'),
        answersNth(TABLET, 1, ACCEPTED),
        answersNth(TABLET, 1, ACCEPTED),
      ),
    ).toEqual([
      [3, 'push-4'],
      [3, 'push-4'],
    ])
    expect(await answered(...registered, push('a'), answersNth(TABLET, 1, ACCEPTED))).toEqual([undefined])
  })

  test('where the service writes its own domain in another case, it has answered all the same, and once', async () => {
    const spelled = answers(PHONE, rejected(), undefined, undefined, 'Push.EXAMPLE')
    expect(await answered(...gone(PHONE), push('a'), push('b'), spelled, answers(PHONE, ACCEPTED))).toEqual([
      [0, 'push-1'],
      [1, 'push-2'],
    ])
    const host = await reference.start({ ...defaultOptions, maxErrors: 2 })
    const play = async ({ action }: Step): Promise<ReadonlyArray<Output>> =>
      action._tag !== 'Dispatch' || action.event._tag === 'PublishAnswered'
        ? []
        : reference.dispatch(host, JULIET, { ...action.event, at: 0 })
    for (const one of [...gone(PHONE), push('a')]) await play(one)
    const twice: Happening = {
      _tag: 'PublishAnswered',
      at: 0,
      registration: PHONE,
      from: 'Push.EXAMPLE',
      answer: { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' },
      publish: { number: 0, id: 'push-1' },
    }
    await reference.dispatch(host, JULIET, twice)
    await reference.dispatch(host, JULIET, twice)
    expect((await play(push('b'))).filter(({ _tag }) => _tag === 'Published')).toHaveLength(1)
  })

  test('where somebody else answers, the publish still waits for its own service', async () => {
    expect(
      await answered(
        ...gone(PHONE),
        push('a'),
        answers(PHONE, rejected(), undefined, undefined, 'mallory@evil.example'),
        answers(PHONE, ACCEPTED),
      ),
    ).toEqual([
      [0, 'push-1'],
      [0, 'push-1'],
    ])
  })

  test('of its own account', async () => {
    expect(
      await answered(
        ...gone(PHONE),
        ...gone(PHONE, ROMEO),
        to(ROMEO)(push('a')),
        push('a'),
        answers(PHONE, ACCEPTED),
        answers(PHONE, ACCEPTED, undefined, ROMEO),
      ),
    ).toEqual([
      [1, 'push-2'],
      [0, 'push-1'],
    ])
  })

  test('and without an id by its number alone', async () => {
    const without: Adapter<Host> = {
      ...reference,
      dispatch: (host, account, event) =>
        feed(host, account, event).map((one) => {
          if (one._tag !== 'Published') return one
          const { id: _id, ...attrs } = one.iq.attrs
          return { ...one, iq: { ...one.iq, attrs } }
        }),
    }
    const events: Array<Happening> = []
    await play(
      { ...without, dispatch: (host, account, event) => (events.push(event), without.dispatch(host, account, event)) },
      { options: {}, steps: [...gone(PHONE), push('a'), answers(PHONE, ACCEPTED)] },
    )
    expect(events.at(-1)).toMatchObject({ publish: { number: 0 } })
    expect(events.at(-1)).not.toHaveProperty('publish.id')
  })

  test('at once with other events too', async () => {
    expect(await answered(...gone(PHONE), push('a'), together([answers(PHONE, ACCEPTED), opens('phone')]))).toEqual([
      [0, 'push-1'],
    ])
  })
})

describe('the host', () => {
  const outputs = async (...steps: ReadonlyArray<Step>): Promise<ReadonlyArray<number>> =>
    (await play(reference, { options: { maxErrors: 1 }, steps })).seen.map(({ observed }) => observed.pushes.length)

  test('counts one answer for one publish, and none for a registration that has gone', async () => {
    expect((await outputs(...gone(PHONE), push('a'), answersNth(PHONE, 0, rejected()), push('b'))).slice(-3)).toEqual([
      1, 0, 0,
    ])
    const twice = [answersNth(PHONE, 0, ACCEPTED), answersNth(PHONE, 0, rejected())]
    expect((await outputs(...gone(PHONE), push('a'), ...twice, push('b'))).at(-1)).toBe(1)
    const late = [push('a'), happensDeleted, ...gone(PHONE), push('b'), answersNth(PHONE, 0, rejected()), push('c')]
    expect((await outputs(...gone(PHONE), ...late)).at(-1)).toBe(1)
  })

  test('starts again with what it saved, and nothing else', async () => {
    const { seen } = await play(reference, {
      options: {},
      steps: [...gone(PHONE), ...gone(PHONE, ROMEO), push('a'), restarts(), push('a'), to(ROMEO)(push('b'))],
    })
    expect(seen.slice(-4).map(({ observed }) => observed.pushes.map(({ account }) => account))).toEqual([
      [JULIET],
      [],
      [JULIET],
      [ROMEO],
    ])
  })
})

const happensDeleted: Step = {
  action: { _tag: 'Dispatch', account: JULIET, event: { _tag: 'AccountDeleted' } },
}
