/**
 * CALL-2: devices that were told of a call hear that it is over, or that it was answered elsewhere: stop ringing.
 */
import type { Options } from '../options/options.js'
import type { RememberedCall } from '../state/account.js'
import type { Facts } from '../state/facts.js'
import { type BareJid, bareOf, isOfAccount } from '../state/jid.js'
import { ownText } from '../state/text.js'

const MAX_CALLS = 32
const MAX_AGE_MS = 24 * 3_600_000

/** What the other one says of a call that is over, and what the account's own devices say of one that was answered. */
const BY_OTHER: ReadonlyArray<string> = ['retract', 'finish']
const BY_OWN: ReadonlyArray<string> = ['proceed', 'accept', 'reject']

/** The calls once a proposal was pushed to registrations, by their numbers. */
export const rememberCall = (
  options: Pick<Options, 'callEnds'>,
  calls: ReadonlyArray<RememberedCall>,
  { call, from }: Facts,
  { at, to }: Pick<RememberedCall, 'at' | 'to'>,
): ReadonlyArray<RememberedCall> => {
  if (options.callEnds === 'never' || call === undefined || from === undefined || to.length === 0) return calls
  const other = bareOf(from)
  const isSame = (one: RememberedCall): boolean => one.id === call.id && one.with === other
  const before = calls.find(isSame)?.to ?? []
  const told = [...before, ...to.filter((number) => !before.includes(number))]
  const recent = calls.filter((one) => !isSame(one) && at - one.at <= MAX_AGE_MS)
  return [...recent, { with: ownText(other), id: ownText(call.id), at, to: told }].slice(-MAX_CALLS)
}

/** The remembered call that a stanza says is over, or was answered by another device of the account. */
export const endedCall = (
  calls: ReadonlyArray<RememberedCall>,
  account: BareJid,
  { call, from }: Facts,
  at: number,
): RememberedCall | undefined =>
  call === undefined
    ? undefined
    : calls.find(
        (known) =>
          known.id === call.id &&
          at - known.at <= MAX_AGE_MS &&
          (isOfAccount(from, account)
            ? BY_OWN.includes(call.action)
            : BY_OTHER.includes(call.action) && from !== undefined && bareOf(from) === known.with),
      )
