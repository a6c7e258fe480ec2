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
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - before
}

const IMPORTS = {
  'empty module': '',
  'an empty file': `import ${JSON.stringify(new URL('./nothing.js', import.meta.url).href)}`,
  'xmpp-push-rules': "import 'xmpp-push-rules'",
  'xmpp-push-rules/xml': "import 'xmpp-push-rules/xml'",
} as const

/** Every module in turn, so that noise meets all alike; the least time of each counts. */
const importTimes = (spawns: number): Readonly<Record<keyof typeof IMPORTS, number>> => {
  const names = Object.keys(IMPORTS) as Array<keyof typeof IMPORTS>
  const runs = Array.from({ length: spawns }, () =>
    Object.fromEntries(names.map((name) => [name, spawnMs(IMPORTS[name])])),
  )
  return Object.fromEntries(
    names.map((name) => [name, Math.min(...runs.map((run) => run[name] ?? Infinity))]),
  ) as Readonly<Record<keyof typeof IMPORTS, number>>
}

interface Bundle {
  readonly minified: number
  readonly gzipped: number
  /** Bytes of the largest parts, by folder. */
  readonly parts: ReadonlyArray<readonly [string, number]>
}

const partOf = (path: string): string =>
  path.replace(/^.*node_modules\//, '').replace(/^dist\/esm\/(?:([^/]+)\/)?.*/, 'ours $1')

const bundle = async (code: string): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    tsconfigRaw: '{}',
    alias: { 'fp-ts/lib': 'fp-ts/es6' }, // what a page does: these modules can be shaken
  })
  const [file] = outputFiles
  const [output] = Object.values(metafile.outputs)
  if (file === undefined || output === undefined) throw new Error('nothing was bundled')
  const sizes = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    sizes.set(partOf(path), (sizes.get(partOf(path)) ?? 0) + bytesInOutput)
  }
  return {
    minified: file.contents.length,
    gzipped: gzipSync(file.contents, { level: 9 }).length,
    parts: [...sizes].sort(([, a], [, b]) => b - a),
  }
}

export const run = async ({ quick }: Mode): Promise<Section> => {
  const times = importTimes(quick ? 3 : 30)
  const empty = times['empty module']
  const importMs = times['xmpp-push-rules'] - empty
  const smallest = await bundle("export { step } from './dist/esm/index.js'")
  const everything = await bundle("export * from './dist/esm/index.js'")
  return {
    title: 'Start and size',
    columns: ['what', 'ms', 'minified, bytes', 'gzipped, bytes'],
    rows: [
      ['plain Node, empty module', empty, undefined, undefined],
      ['import of an empty file, beyond that', times['an empty file'] - empty, undefined, undefined],
      ['import xmpp-push-rules, beyond the empty module', importMs, undefined, undefined],
      [
        'import xmpp-push-rules/xml, beyond the empty module',
        times['xmpp-push-rules/xml'] - empty,
        undefined,
        undefined,
      ],
      ['browser bundle of step', undefined, smallest.minified, smallest.gzipped],
      ['browser bundle of the main entry', undefined, everything.minified, everything.gzipped],
      ...smallest.parts.map(([part, bytes]) => [`  of step: ${part}`, undefined, bytes, undefined]),
    ],
    checks: [
      { name: 'import of the main entry', value: importMs, bound: 'at most', target: 60, unit: 'ms' },
      {
        name: 'bundle of step, minified and gzipped',
        value: smallest.gzipped / 1000,
        bound: 'at most',
        target: 20,
        unit: 'kB',
      },
    ],
    notes: [
      'The least of several spawns, less the least of an empty module. What an empty file takes is what Node needs to begin.',
    ],
  }
}
