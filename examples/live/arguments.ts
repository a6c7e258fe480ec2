/** What the command line of `npm run live` asks for, checked before anything is started. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { firstLine } from '../conformance/kit/words.js'
import { runsOfALaw } from './laws/choose.js'

const OPTIONS = {
  out: { type: 'string', default: 'reports/live' },
  server: { type: 'string' },
  suite: { type: 'string', default: 'trixie' },
  cache: { type: 'string', default: join(tmpdir(), 'xmpp-push-rules') },
  scenes: { type: 'string', default: '' },
  laws: { type: 'string', default: '' },
  runs: { type: 'string', default: `${runsOfALaw}` },
  own: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** What was asked for. */
export type LiveArguments = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

const whyNot = ({ runs, scenes, laws }: LiveArguments): string | undefined => {
  if (!/^[1-9]\d*$/u.test(runs)) return `--runs ${runs}: a whole number from 1 on is expected.`
  for (const [name, pattern] of Object.entries({ scenes, laws })) {
    const read = E.tryCatch(() => new RegExp(pattern), firstLine)
    if (E.isLeft(read)) return `--${name} ${pattern}: ${read.left}.`
  }
  return undefined
}

/** Reads the command line; Left: what is wrong with it, in one line. */
export const readLiveArguments = (args: ReadonlyArray<string>): E.Either<string, LiveArguments> => {
  const read = E.tryCatch(() => parseArgs({ args: [...args], options: OPTIONS }).values, firstLine)
  if (E.isLeft(read)) return read
  const why = whyNot(read.right)
  return why === undefined ? read : E.left(why)
}
