import * as E from '../fp/either.js'
import type { Jid } from '../jid.js'
import type { Options } from '../options.js'
import type { Registration } from '../registration.js'
import { longerThan, ownText } from '../text.js'
import { readPublishOptions } from './data-form.js'
import type { Requester, StanzaError } from './iq.js'
import { BAD_REQUEST, POLICY_VIOLATION, readNode, readService, type Request } from './request.js'

/** What an enable request asks for. */
export interface EnableRequest {
  readonly service: Jid
  readonly node: string
  readonly publishOptions: Registration['publishOptions']
}

/** REG-3, FIELD: the two errors that servers give for a missing node. */
const NODE_MISSING: Readonly<Record<Exclude<Options['nodeRequired'], 'no'>, StanzaError>> = {
  'feature-not-implemented': { type: 'cancel', condition: 'feature-not-implemented' },
  'bad-request': BAD_REQUEST,
}

/** REG-2: "`jid` equal to the requester's own full or bare JID". */
const isOwn = (service: Jid, { account, resource }: Requester): boolean =>
  service === account || service === `${account}/${resource}`

/**
 * REG-1 to REG-5, REG-10: reads `<enable xmlns='urn:xmpp:push:0'/>` (XEP-0357 §5).
 *
 * @param options - `nodeRequired`, `maxNodeBytes`, `maxFormBytes`
 * @param requester - whose request it is
 * @param request - the enable request, as `readRequest` found it
 * @returns what to register, or the error to answer
 * @example
 * enable(defaultOptions)({ account, resource: 'balcony' })(request)
 * @since 0.1.0
 */
export const enable =
  (options: Options) =>
  (requester: Requester) =>
  ({ scope }: Pick<Request, 'scope'>): E.Either<StanzaError, EnableRequest> =>
    E.flatMap(readService(scope), (service): E.Either<StanzaError, EnableRequest> => {
      const node = readNode(scope)
      if (isOwn(service, requester)) return E.left(BAD_REQUEST)
      if (node === '' && options.nodeRequired !== 'no') return E.left(NODE_MISSING[options.nodeRequired])
      if (longerThan(node, options.maxNodeBytes)) return E.left(POLICY_VIOLATION)
      return E.map((publishOptions: Registration['publishOptions']) => ({
        service: ownText(service),
        node: ownText(node),
        publishOptions,
      }))(readPublishOptions(options)(scope))
    })
