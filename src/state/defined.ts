/** A value while it is put together: members that may be absent are set where there is something to say. */
export type Building<A> = { -readonly [Member in keyof A]: A[Member] }

/** The same members but for those that are undefined, so that a round trip through JSON changes nothing. */
export const withoutUndefined = <A extends object>(members: A): A =>
  Object.values(members).includes(undefined)
    ? (Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as A)
    : members
