/** A file an account: a crash leaves the old one or the new one, never half of one. */
import { createHash } from 'node:crypto'
import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ports } from './host.js'

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** @param folder - is there, and nobody else writes to it */
export const fileStore = (folder: string): Pick<Ports, 'load' | 'save'> => {
  // a JID may be longer than the name of a file, or lead out of the folder
  const fileOf = (jid: string): string => join(folder, createHash('sha256').update(jid).digest('hex'))
  return {
    load: async (jid) => {
      const text = readFile(fileOf(jid), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return '[]'
        throw error
      })
      return JSON.parse(await text) as unknown
    },
    save: async (jid, registrations) => {
      const [file, fresh] = [fileOf(jid), `${fileOf(jid)}.new`] // one event saves at a time: no other has this name
      await writeFile(fresh, JSON.stringify(registrations), { flush: true })
      await rename(fresh, file)
      const entries = await open(folder) // the new name, too, is to outlive a loss of power
      await entries.sync().finally(() => void entries.close())
    },
  }
}
