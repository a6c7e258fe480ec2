let marksSet = 0

/** The mark that a sender puts behind what it sent: when it has come to a push service, so have the publishes before it. */
export const mark = (domain: string): { readonly id: string; readonly stanza: (from?: string) => string } => {
  marksSet += 1
  const id = `mark-${marksSet}`
  return {
    id,
    stanza: (from) =>
      `<message to='mark@${domain}' type='headline' id='${id}'${from === undefined ? '' : ` from='${from}'`}/>`,
  }
}
