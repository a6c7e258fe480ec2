/** Whether a file can be written, asked before there is anything to write. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Why a file cannot be written, for a person; undefined where it can. */
export const unwritable = (file: string): string | undefined => {
  if (file === '') return 'the name of a file is expected'
  if (isDirectory(file)) return 'is a directory'
  if (!isDirectory(dirname(file))) return `there is no directory ${dirname(file)}`
  return isWritable(existsSync(file) ? file : dirname(file)) ? undefined : 'may not be written'
}
