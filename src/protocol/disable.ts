import * as E from '../fp/either.js'
import type { RegistrationKey } from '../registration.js'
import type { StanzaError } from './iq.js'
import { readNode, readService, type Request } from './request.js'

/** What a disable request names: one node of a service, or, where `node` is empty, all of them. */
export type DisableRequest = RegistrationKey

/**
 * DIS-1, DIS-2: reads `<disable xmlns='urn:xmpp:push:0'/>` (XEP-0357 §6).
 *
 * @param request - the disable request, as `readRequest` found it
 * @returns what to remove (see `isDisabledBy`), or the error to answer
 * @example
 * disable(request) // right({ service: 'push.example', node: '' }): every node of that service
 * @since 0.1.0
 */
export const disable = ({ scope }: Pick<Request, 'scope'>): E.Either<StanzaError, DisableRequest> =>
  E.map((service: string) => ({ service, node: readNode(scope) }))(readService(scope))

/**
 * DIS-2: "with `node`, only that pair; without, every registration of that service".
 *
 * @example
 * registrations.filter(isDisabledBy({ service: 'push.example', node: '' }))
 * @since 0.1.0
 */
export const isDisabledBy =
  (request: DisableRequest) =>
  ({ service, node }: RegistrationKey): boolean =>
    service === request.service && (request.node === '' || node === request.node)
