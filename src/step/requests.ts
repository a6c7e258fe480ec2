/**
 * REG, DIS: enabling and disabling.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Effect, StanzaError } from '../effect.js'
import type { EventOf } from '../event.js'
import type { Options } from '../options/options.js'
import {
  disable,
  type DisableRequest,
  enable,
  type EnableRequest,
  readRequest,
  type Request,
} from '../protocol/push-iq.js'
import { replyTo, type Requester } from '../protocol/reply.js'
import { type Admitted, admit } from '../rules/device-cap.js'
import { isDisabledBy } from '../rules/removal.js'
import { findRegistration, keyOf, type Registration } from '../state/registration.js'
import { sessionOf } from '../state/session.js'
import { removing } from './removing.js'
import { changing, effects, given, inOrder, nothing, ofSession, setSession, type Stepped } from './stepped.js'

/** A request, and who asks. */
interface Asked {
  readonly event: EventOf<'IqReceived'>
  readonly requester: Requester
}

const SAVE_FAILED: StanzaError = { type: 'wait', condition: 'internal-server-error' }
const NOT_FOUND: StanzaError = { type: 'cancel', condition: 'item-not-found' }

const answering = ({ event, requester }: Asked, error?: StanzaError): Effect => replyTo(requester, event.iq, error)

/** REG-8: "registrations are saved before the reply goes out". */
const savingAndAnswering = (asked: Asked, registrations: ReadonlyArray<Registration>): Stepped =>
  effects(
    { _tag: 'Save', registrations, replyOnFailure: replyTo(asked.requester, asked.event.iq, SAVE_FAILED) },
    answering(asked),
  )

/** REG-4: the registration is there, as the newest; a new one takes the next number. */
const admitting = ({ registrations, evicted, replaced }: Admitted, isNew: boolean): Stepped =>
  inOrder(
    changing((account) => ({
      ...account,
      registrations: evicted.concat(replaced, registrations), // no room left over, as after a spread: it stays for months
      nextNumber: account.nextNumber + (isNew ? 1 : 0),
    })),
    removing(evicted, 'evicted'), // REG-6
    removing(replaced, 'replaced'), // CLI-2
  )

const enabling = (options: Options, asked: Asked, request: EnableRequest): Stepped =>
  given(({ registrations, sessions, nextNumber }) => {
    const { at, resource } = asked.event
    const client = sessionOf(sessions, resource)?.client
    const admitted = admit(options)(registrations, {
      service: request.service,
      node: request.node,
      number: nextNumber,
      publishOptions: request.publishOptions,
      settings: request.settings,
      enabledAt: at,
      client,
      seenAt: options.maxIdleMs === 0 ? undefined : at,
    })
    return inOrder(
      savingAndAnswering(asked, admitted.registrations),
      admitting(admitted, findRegistration(registrations, keyOf(request)) === undefined),
      ofSession(resource, (session) => setSession(resource, { ...session, bound: O.some(keyOf(request)) })), // REG-7
    )
  })

const disabling = (options: Options, asked: Asked, request: DisableRequest): Stepped =>
  given(({ registrations }) => {
    const gone = registrations.filter(isDisabledBy(request)) // DIS-2
    return gone.length === 0
      ? effects(answering(asked, options.disableUnknown === 'result' ? undefined : NOT_FOUND)) // DIS-3
      : inOrder(
          savingAndAnswering(
            asked,
            registrations.filter((one) => !gone.includes(one)),
          ),
          removing(gone, 'disabled'),
        )
  })

const answeringRequest = (options: Options, asked: Asked, request: Request): E.Either<StanzaError, Stepped> =>
  request.name === 'enable'
    ? pipe(
        enable(options)(asked.requester)(request),
        E.map((wanted) => enabling(options, asked, wanted)),
      )
    : pipe(
        disable(request),
        E.map((wanted) => disabling(options, asked, wanted)),
      )

/** REG-1, REG-9: an iq of a session to its own account; one that is not ours has no effect. */
export const requesting = (options: Options, event: EventOf<'IqReceived'>): Stepped =>
  given(({ jid }) => {
    const asked: Asked = { event, requester: { account: jid, resource: event.resource } }
    return pipe(
      readRequest(asked.requester, event.iq),
      O.match(
        () => nothing,
        (recognised) =>
          E.isLeft(recognised)
            ? effects(answering(asked, recognised.left))
            : pipe(
                answeringRequest(options, asked, recognised.right),
                E.getOrElse((error) => effects(answering(asked, error))),
              ),
      ),
    )
  })
