/**
 * REG-8: what outlives the server's process, and what must not.
 */
import * as fc from 'fast-check'
import { defaultErrors } from '../../options/errors.js'
import type { Options } from '../../options/options.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationKey } from '../../state/registration.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import type { Capability } from '../capability.js'
import { type Given, type Law, sameAsRules, seed } from '../law.js'
import type { Step } from '../scene.js'
import {
  answers,
  archived,
  asks,
  delivery,
  disables,
  enableElement,
  enables,
  happens,
  hibernates,
  JULIET,
  key,
  NURSE,
  opens,
  OTHER_SERVICE,
  queued,
  rejected,
  restarts,
  ROMEO,
  SERVICE,
  stored,
  to,
  wait,
} from '../stage.js'
import { body, message } from '../stanzas.js'
import { muted } from './extension-requests.js'
import { LETTERS } from './registrations.js'

/** A device: what it enables with, and how its registration ends. */
interface Device {
  readonly key: RegistrationKey
  readonly client: string
  readonly type: string
  readonly mutes: boolean
  readonly end: End
}

/** A device in its account; its session has the name of its place. */
interface Placed extends Device {
  readonly account: string
  readonly resource: string
}

const ENDED = 'gone'

const from = (sender: string, account: string): XmlElement => message([body('Hello')], { from: sender, to: account })

const revoked = ({ key: { service, node }, account }: Placed): Step =>
  happens(
    {
      _tag: 'ServiceMessage',
      message: el('message', { from: service, to: account }, [
        el('pubsub', { xmlns: NS.pubsub, node }, [el('affiliation', { jid: account, affiliation: 'none' })]),
      ]),
    },
    undefined,
    account,
  )

/** A push to the device, and an error that comes back. */
const answeredWith =
  (condition: string) =>
  ({ key, account, resource }: Placed): ReadonlyArray<Step> => [
    stored(delivery(`to-${resource}`, from('paris@verona.example/x', account)), undefined, {}, account),
    answers(key, rejected('cancel', condition), undefined, account),
  ]

interface Way {
  readonly needs: ReadonlyArray<Capability>
  readonly steps: (device: Placed) => ReadonlyArray<Step>
}

/** The table: how a registration goes, beside being replaced by its client's next one and being one too many. */
const WAYS = {
  stays: { needs: [], steps: () => [] },
  disabled: {
    needs: [],
    steps: ({ key, account, resource }) => [disables(resource, key, undefined, account)],
  },
  errors: { needs: ['errors', 'options:maxErrors'], steps: answeredWith('item-not-found') },
  refused: { needs: ['errors', 'options:errors'], steps: answeredWith(ENDED) },
  revoked: { needs: ['service-message'], steps: (device) => [revoked(device)] },
  removed: {
    needs: ['remove-registrations'],
    steps: ({ key, account }) => [happens({ _tag: 'RegistrationsRemoved', registrations: [key] }, undefined, account)],
  },
} as const satisfies Readonly<Record<string, Way>>

type End = keyof typeof WAYS

/** A form whose one field has a type. */
const typedForm = (type: string): XmlElement =>
  el('x', { xmlns: NS.dataForms, type: 'submit' }, [
    el('field', { var: 'FORM_TYPE', type: 'hidden' }, [el('value', {}, [NS.publishOptions])]),
    el('field', { var: 'secret', type }, [el('value', {}, ['1']), el('value', {}, ['2'])]),
  ])

const opensAs = (resource: string, client: string | undefined, account: string): Step =>
  happens({ _tag: 'SessionOpened', resource, ...(client === undefined ? {} : { client }) }, undefined, account)

const comes = ({ can }: Given, { account, resource, client, key, type, mutes }: Placed): ReadonlyArray<Step> => [
  opensAs(resource, can('clients') ? client : undefined, account),
  asks(
    resource,
    enableElement({ jid: key.service, node: key.node }, [typedForm(type), ...(mutes ? [muted(NURSE)] : [])]),
    undefined,
    account,
  ),
  // A store may note the second of an enable, and no more: who came first is seen only where that differs.
  ...(can('virtual-clock') ? [wait(1000)] : []),
]

/** The life of an account before the restart: devices come, some go, and one sleeps with something to be told. */
interface Life {
  readonly devices: ReadonlyArray<Device>
  /** Nobody goes but who is one too many, or replaced. */
  readonly calm: boolean
  readonly deleted: boolean
}

const NOBODY: Life = { devices: [], calm: true, deleted: false }

const living = (given: Given, account: string, { devices, calm, deleted }: Life): ReadonlyArray<Step> => {
  const placed = devices.map((device, index): Placed => ({ ...device, account, resource: `d${index}` }))
  const asleep = placed.at(-1)?.resource
  return [
    ...placed.flatMap((device) => comes(given, device)),
    ...(calm ? [] : placed).flatMap((device) => WAYS[device.end].steps(device)),
    ...(given.can('hibernation') && asleep !== undefined
      ? [hibernates(asleep, []), queued(asleep, delivery('waits', from('paris@verona.example/x', account)))]
      : []
    ).map(to(account)),
    ...(deleted ? [happens({ _tag: 'AccountDeleted' }, undefined, account)] : []),
  ]
}

/** Who is there, who is bound, who is muted, and who is the oldest: each shows in a push. */
const probing = ({ can }: Given, account: string, { devices }: Life): ReadonlyArray<Step> => {
  const hello = (name: string): ReadonlyArray<Step> => [
    ...(can('archive') ? [archived(delivery(`archived-${name}`, from(NURSE, account)), undefined, account)] : []),
    stored(delivery(`stored-${name}`, from(NURSE, account)), undefined, {}, account),
  ]
  const client = devices[0]?.client
  return [
    ...hello('no-session'),
    ...(can('clients') ? [opensAs('known', client, account)] : []),
    opens('fresh', account),
    ...hello('session'),
    ...['new-1', 'new-2'].flatMap((node) => [
      enables('fresh', key(node), undefined, [], account),
      stored(delivery(`stored-${node}`, from('paris@verona.example/x', account)), undefined, {}, account),
    ]),
  ]
}

const lifeOf = ({ can }: Given): fc.Arbitrary<Life> =>
  fc.record({
    devices: fc.uniqueArray(
      fc.record({
        key: fc.record({ service: fc.constantFrom(SERVICE, OTHER_SERVICE), node: fc.constantFrom(...LETTERS) }),
        client: fc.nat(7).map((one) => `client-${one}`),
        type: fc.constantFrom('text-private', 'list-multi'),
        mutes: fc.boolean().map((asked) => asked && can('options:extensions')),
        end: fc.constantFrom(
          'stays' as const,
          'stays' as const,
          ...(Object.keys(WAYS) as ReadonlyArray<End>).filter((end) => WAYS[end].needs.every(can)),
        ),
      }),
      { maxLength: 5, size: 'max', selector: ({ key: { service, node } }) => `${service} ${node}` },
    ),
    calm: fc.boolean(),
    deleted: fc.nat(3).map((one) => one === 0 && can('delete-account')),
  })

const optionsFor = ({ can }: Given): Partial<Options> => ({
  ...(can('options:maxDevices') ? { maxDevices: 2 } : {}),
  ...(can('options:maxErrors') ? { maxErrors: 1 } : {}),
  ...(can('options:errors') ? { errors: { ...defaultErrors, [ENDED]: 'final' } } : {}),
  ...(can('options:extensions') ? { extensions: ['filters'] } : {}),
  ...(can('options:oneNodePerClient') ? { oneNodePerClient: true } : {}),
})

/** REG-8. */
export const restarted: ReadonlyArray<Law> = [
  sameAsRules(
    {
      ...seed,
      id: 'seed/enabling/survives-restart',
      rules: ['REG-8', 'REG-6', 'DIS-4'],
      level: 'SEED',
      requirement:
        'Registrations outlive the process, to the letter, with all that came with them and in their order; those that were removed, in whatever way, stay so; no session and no timer is left.',
      needs: ['offline', 'restart'],
    },
    (given) => {
      const accounts = given.can('several-accounts') ? [JULIET, ROMEO] : [JULIET]
      return fc.tuple(...accounts.map(() => lifeOf(given))).map((lives) => {
        const each = (steps: (given: Given, account: string, life: Life) => ReadonlyArray<Step>): ReadonlyArray<Step> =>
          accounts.flatMap((account, index) => steps(given, account, lives[index] ?? NOBODY))
        return {
          options: optionsFor(given),
          steps: [
            ...each(living),
            restarts(),
            // Longer than anything is collected where nothing else is said, and short enough where time is real.
            wait(2000),
            ...each(probing),
          ],
        }
      })
    },
  ),
]
