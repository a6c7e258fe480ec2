/** The same members but for those that are undefined, so that a round trip through JSON changes nothing. */
export const withoutUndefined = <A extends object>(members: A): A =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as A
