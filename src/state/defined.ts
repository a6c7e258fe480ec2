/** Frozen, with all that is in it: what is shared by all accounts. */
export const deepFrozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFrozen)
  return Object.freeze(value)
}

/** A value while it is put together: members that may be absent are set where there is something to say. */
export type Building<A> = { -readonly [Member in keyof A]: A[Member] }

/** The same members but for those that are undefined, so that a round trip through JSON changes nothing. */
export const withoutUndefined = <A extends object>(members: A): A => {
  // hot loop: every stanza that waits; `Object.entries` and `Object.fromEntries` take ten times as long
  const defined: Partial<A> = {}
  for (const name in members) if (members[name] !== undefined) defined[name] = members[name]
  return defined as A
}
