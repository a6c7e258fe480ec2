import { step, type XmlElement } from 'xmpp-push-rules'
import {
  type Adapter,
  compare,
  type Happening,
  type Host,
  newHost,
  type Output,
  play,
  reference,
  runLaw,
  type Scene,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { lawOf } from './find.js'
import { mapDeep, over, setAttrs, withPublish } from './mutants/mutant.js'

const STANZAS = { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' }
const JULIET = 'juliet@capulet.example'

const element = (
  name: string,
  attrs: Readonly<Record<string, string>> = {},
  children: XmlElement['children'] = [],
): XmlElement => ({ name, attrs, children })

/** An implementation that gives the same, whatever happens. */
const giving = (...outputs: ReadonlyArray<Output>): Adapter<Host> => ({ ...reference, dispatch: () => outputs })

const opened: Scene['steps'][number] = {
  action: { _tag: 'Dispatch', account: JULIET, event: { _tag: 'SessionOpened', resource: 'phone' } },
}

const faultOf = async (...outputs: ReadonlyArray<Output>): Promise<string | undefined> =>
  (await compare(giving(...outputs), { options: {}, steps: [opened] })).fault?.message

describe('whatever an implementation gives is read, and shown in a fault', () => {
  test('a publish that is none', async () => {
    expect(await faultOf({ _tag: 'Published', account: JULIET, iq: element('iq') })).toBe(
      `expected nothing; found ${JULIET} publishes from ? to #: `,
    )
    expect(
      await faultOf({
        _tag: 'Published',
        account: JULIET,
        iq: element('iq', { to: 'push.example' }, [element('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' })]),
      }),
    ).toBe(`expected nothing; found ${JULIET} publishes from ? to push.example#: `)
  })

  test('fields without name or value, and options without a form', async () => {
    const form = element('x', { xmlns: 'jabber:x:data' }, [
      element('field'),
      element('field', { var: 'a' }, [element('value', {}, ['1'])]),
    ])
    const publish = element('publish', { node: 'n' }, [
      element('item', {}, [element('notification', { xmlns: 'urn:xmpp:push:0' }, [form])]),
    ])
    const iq = element('iq', { from: 'a', to: 'b' }, [
      element('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, [publish, element('publish-options')]),
    ])
    expect(await faultOf({ _tag: 'Published', account: JULIET, iq })).toBe(
      `expected nothing; found ${JULIET} publishes from a to b#n: =[] a=["1"] with options `,
    )
  })

  test.each([
    [element('iq'), ''],
    [element('iq', { id: 'q', type: 'result' }), 'result'],
    [element('iq', { id: 'q', type: 'error' }, [element('error')]), '/'],
    [
      element('iq', { id: 'q', type: 'error' }, [
        element('error', { type: 'wait' }, [element('text', STANZAS), element('conflict', STANZAS)]),
      ]),
      'wait/conflict',
    ],
  ])('an answer %#', async (iq, answer) => {
    expect(await faultOf({ _tag: 'Replied', account: JULIET, resource: 'phone', iq })).toBe(
      `expected nothing; found ${JULIET}/phone is answered ${answer} (id ${iq.attrs['id'] ?? '?'})`,
    )
  })

  test('a resume timeout', async () => {
    expect(await faultOf({ _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs: 5 })).toBe(
      `expected nothing; found ${JULIET}/phone is waited for 5 ms`,
    )
  })
})

describe('faults', () => {
  test('one that never answers and one that fails on the way are told apart', async () => {
    const steps = [opened, opened]
    const events: Array<Happening> = []
    const late: Adapter<Host> = {
      ...reference,
      dispatch: (_, __, event) => {
        events.push(event)
        return events.length > 1 ? Promise.reject(new Error('gone')) : []
      },
    }
    expect((await compare(late, { options: {}, steps })).fault).toEqual({
      step: 1,
      message: 'the adapter failed at step 2, dispatch of SessionOpened: gone',
      by: 'adapter',
    })
  })

  test('a push of another account is named with it', async () => {
    const other: Adapter<Host> = {
      ...reference,
      dispatch: (host, account, event) => {
        const outputs: ReadonlyArray<Output> | PromiseLike<ReadonlyArray<Output>> = reference.dispatch(
          host,
          account,
          event,
        )
        return 'then' in outputs ? [] : outputs.map((one) => ({ ...one, account: 'romeo@montague.example' }))
      },
    }
    expect((await runLaw(other)(lawOf('seed/archived/nobody-there'))).reason).toBe(
      'expected pushes to push.example#phone; found romeo@montague.example push.example#phone',
    )
  })

  test('an absent field is named so', async () => {
    const counting = over(
      'counts to two',
      withPublish((iq) =>
        mapDeep(iq, 'field', (one) =>
          one.attrs['var'] === 'last-message-body' ? setAttrs(one, { var: 'body' }) : one,
        ),
      ),
    )
    expect((await runLaw(counting)(lawOf('seed/summary/body'))).reason).toBe(
      'expected last-message-body: "hello"; found none',
    )
    expect(
      (
        await runLaw(
          over(
            'always two',
            withPublish((iq) =>
              mapDeep(iq, 'field', (one) =>
                one.attrs['var'] === 'message-count' ? setAttrs(one, { var: 'pending-subscription-count' }) : one,
              ),
            ),
          ),
        )(lawOf('seed/summary/counts'))
      ).reason,
    ).toBe('expected message-count: "1"; found none')
  })

  test('an account that nothing happened to has no registrations', async () => {
    const sizes: Array<unknown> = []
    const scene: Scene = {
      options: {},
      steps: [
        {
          action: { _tag: 'Inspect', account: JULIET },
          expect: ({ inspected }) => {
            sizes.push(inspected)
            return undefined
          },
        },
      ],
    }
    expect((await play(reference, scene)).fault).toBeUndefined()
    expect(sizes).toEqual([{ registrations: [], features: ['urn:xmpp:push:0'], size: 4 }])
    expect(newHost(step)).toBeTypeOf('function')
  })
})
