/**
 * The demo's command line.
 */
import * as E from 'fp-ts/lib/Either.js'
import { parseArgs } from 'node:util'

export const usage = `npm run demo -- [--xml] [--steps | --summary] [FILE … | -]

Replays logs of server events (NDJSON) and shows, stanza by stanza, push or skip for every registration, and why.
Without FILE: what the real mod_cloud_notify did in 80 captured scenarios, beside what the library does.

  -           read standard input
  --xml       show the XML that goes out
  --steps     show every step (the default with FILE)
  --summary   show the summary and unexplained differences alone (the default without FILE)
  -h, --help  this text

Exit code: 0; 1 if a difference to the recorded server is unexplained; 2 if an option is unknown, a file or a line cannot
be read, or time goes back.`

/** What is asked for. */
export interface Asked {
  readonly help: boolean
  readonly xml: boolean
  readonly steps: boolean
  readonly summary: boolean
  readonly files: ReadonlyArray<string>
}

/** Node's own words go on about positional arguments; the first sentence says what is wrong. */
const firstSentence = (text: string): string => text.split(/\.\s/u)[0] ?? text

/** Reads the arguments; what is wrong with them is one line. */
export const readArguments = (args: ReadonlyArray<string>): E.Either<string, Asked> =>
  E.tryCatch(
    () => {
      const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          xml: { type: 'boolean', default: false },
          steps: { type: 'boolean', default: false },
          summary: { type: 'boolean', default: false },
          help: { type: 'boolean', short: 'h', default: false },
        },
      })
      return { ...values, files: positionals }
    },
    (error) => `${firstSentence(error instanceof Error ? error.message : String(error))} (--help says what there is)`,
  )
