import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository: where package.json is. The benchmark uses the package by its name, as an installed one. */
export const root = dirname(fileURLToPath(import.meta.resolve('xmpp-push-rules/package.json')))
