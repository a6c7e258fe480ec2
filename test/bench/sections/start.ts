/**
 * Part 6: how long importing takes, and how large the smallest bundle is.
 */
import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root } from '../root.js'
import type { Mode, Section } from '../report.js'

const spawnMs = (code: string): number => {
  const before = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - before
}

const IMPORTS = {
  'empty module': '',
  'xmpp-push-rules': "import 'xmpp-push-rules'",
  'xmpp-push-rules/xml': "import 'xmpp-push-rules/xml'",
} as const

/** Every module in turn, so that noise meets all alike; the least time of each counts. */
const importTimes = (spawns: number): Readonly<Record<keyof typeof IMPORTS, number>> => {
  const names = Object.keys(IMPORTS) as Array<keyof typeof IMPORTS>
  const runs = Array.from({ length: spawns }, () => Object.fromEntries(names.map((name) => [name, spawnMs(IMPORTS[name])])))
  return Object.fromEntries(names.map((name) => [name, Math.min(...runs.map((run) => run[name] ?? Infinity))])) as Readonly<
    Record<keyof typeof IMPORTS, number>
  >
}

interface Bundle {
  readonly minified: number
  readonly gzipped: number
}

const bundle = async (code: string): Promise<Bundle> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    tsconfigRaw: '{}',
    // what a chunk needs it imports itself; a user of the package is not told of what is within it
    logOverride: { 'ignored-bare-import': 'silent' },
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('nothing was bundled')
  return {
    minified: file.contents.length,
    gzipped: gzipSync(file.contents, { level: 9 }).length,
  }
}

export const run = async ({ quick }: Mode): Promise<Section> => {
  const times = importTimes(quick ? 4 : 30)
  const empty = times['empty module']
  const importMs = times['xmpp-push-rules'] - empty
  const smallest = await bundle("export { step } from './dist/esm/index.js'")
  const everything = await bundle("export * from './dist/esm/index.js'")
  return {
    title: 'Start and size',
    columns: ['what', 'ms', 'minified, bytes', 'gzipped, bytes'],
    rows: [
      ['plain Node, empty module', empty, undefined, undefined],
      ['import xmpp-push-rules, beyond that', importMs, undefined, undefined],
      ['import xmpp-push-rules/xml, beyond that', times['xmpp-push-rules/xml'] - empty, undefined, undefined],
      ['browser bundle of step', undefined, smallest.minified, smallest.gzipped],
      ['browser bundle of the main entry', undefined, everything.minified, everything.gzipped],
    ],
    checks: [
      { name: 'import of the main entry', value: importMs, bound: 'at most', target: 20, unit: 'ms' },
      { name: 'bundle of step, minified and gzipped', value: smallest.gzipped / 1000, bound: 'at most', target: 12, unit: 'kB' },
    ],
    notes: ['The least of several spawns, less the least of an empty module.'],
  }
}
