/** What was thrown, in one line for a person: of an error of the command line the first line says it all. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\n.*/su, '')
