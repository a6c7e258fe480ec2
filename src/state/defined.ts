/** Frozen, with all that is in it: what is shared by all accounts. */
export const deepFrozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFrozen)
  return Object.freeze(value)
}

/** The same members but for those that are undefined, so that a round trip through JSON changes nothing. */
export const withoutUndefined = <A extends object>(members: A): A =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as A
