/** A file an account: a crash leaves the old one or the new one, never half of one. */
import { createHash } from 'node:crypto'
import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ports } from './host.js'

/** Of an account without a file nothing was stored; any other failure is no empty account. */
const ifMissing = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '[]'
  throw error
}

/** @param folder - is there, and nobody else writes to it */
export const fileStore = (folder: string): Pick<Ports, 'load' | 'save'> => {
  // a JID may be longer than the name of a file, or lead out of the folder
  const fileOf = (jid: string): string => join(folder, createHash('sha256').update(jid).digest('hex'))
  return {
    load: async (jid) => JSON.parse(await readFile(fileOf(jid), 'utf8').catch(ifMissing)) as unknown,
    save: async (jid, registrations) => {
      const [file, fresh] = [fileOf(jid), `${fileOf(jid)}.new`] // one event saves at a time: no other has this name
      await writeFile(fresh, JSON.stringify(registrations), { flush: true })
      await rename(fresh, file)
      const entries = await open(folder) // the new name, too, is to outlive a loss of power
      await entries.sync().finally(() => void entries.close())
    },
  }
}
