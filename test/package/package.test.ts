/**
 * The packed tarball, installed in an empty folder and used from there by plain Node and by the compiler. Nothing is
 * fetched: what the package needs is installed from this checkout's own node_modules.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixtures = fileURLToPath(new URL('consumer', import.meta.url))
const bin = (name: string): string => join(root, 'node_modules/.bin', name)

const place = mkdtempSync(join(tmpdir(), 'xmpp-push-rules-'))
const copy = join(place, 'copy')
const consumer = join(place, 'consumer')
const tarball = join(place, 'package.tgz')

/** `npm test` passes its own settings on to its children; the client that is run here starts afresh. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(?:config_local_prefix|package|lifecycle|command)/u.test(name)),
)

/** Runs a program; what it printed, or all of it as the error's message. */
const run = async (cwd: string, program: string, ...args: ReadonlyArray<string>): Promise<string> => {
  try {
    return (await promisify(execFile)(program, args, { cwd, env, maxBuffer: 1 << 24 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Where a dependency of the package in `folder` is installed: beside it, or further up. */
const installed = (folder: string, name: string): string => {
  const found = join(folder, 'node_modules', name)
  return existsSync(found) || folder === dirname(folder) ? found : installed(dirname(folder), name)
}

/** A package's folder and those of everything that it depends on. */
const withDependencies = (folder: string): ReadonlyArray<string> => {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  return [folder, ...Object.keys(dependencies).flatMap((name) => withDependencies(installed(folder, name)))]
}

/** Every file of the package by its path. */
const packed = async (): Promise<ReadonlyArray<string>> => {
  // A copy, so that building it takes nothing away from those who read dist at the same time.
  mkdirSync(copy)
  const files = ['package.json', 'src', 'README.md', 'CHANGELOG.md', 'LICENSE', 'test', '.gitignore', '.npmrc']
  files.forEach((name) => {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run(copy, 'npm', 'run', 'build')
  const report = await run(copy, 'npm', 'pack', '--json', '--ignore-scripts')
  const [entry] = JSON.parse(report) as ReadonlyArray<{
    readonly filename: string
    readonly files: ReadonlyArray<{ readonly path: string }>
  }>
  if (entry === undefined) throw new Error(report)
  cpSync(join(copy, entry.filename), tarball)
  return entry.files.map(({ path }) => path)
}

const install = async (): Promise<void> => {
  cpSync(fixtures, consumer, { recursive: true })
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const wanted = ['fp-ts', 'fast-check', 'fast-xml-parser'].flatMap((name) => withDependencies(installed(root, name)))
  await run(
    consumer,
    'npm',
    'install',
    '--offline',
    '--ignore-scripts',
    '--install-links',
    '--no-audit',
    '--no-fund',
    tarball,
    ...new Set(wanted),
  )
}

/** Compiles the use in one mode, with one ending; the path of what came out. */
const compile = async (moduleResolution: string, ending: 'ts' | 'mts' | 'cts'): Promise<string> => {
  const name = `${moduleResolution}-${ending}`
  const folder = join(consumer, name)
  mkdirSync(folder)
  cpSync(join(fixtures, 'use.ts'), join(folder, `use.${ending}`))
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: moduleResolution === 'bundler' ? 'ESNext' : moduleResolution,
    moduleResolution,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [`use.${ending}`] }))
  await run(folder, bin('tsc'), '-p', '.')
  return join(folder, `use.${ending.replace('ts', 'js')}`)
}

const setUp: { files: ReadonlyArray<string> } = { files: [] }

beforeAll(async () => {
  setUp.files = await packed()
  await install()
}, 120_000)

afterAll(() => {
  rmSync(place, { recursive: true, force: true })
})

describe('what is packed', () => {
  it('is dist, its sources, and the texts', () => {
    const others = setUp.files.filter(
      (path) => !/^(?:dist\/(?:esm|cjs|node)\/.*\.(?:js|d\.ts)(?:\.map)?|src\/.*\.ts)$/u.test(path),
    )
    expect(others.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/cjs/package.json',
      ...['effect', 'event', 'line', 'options', 'output'].map((name) => `dist/schema/${name}.json`),
      'package.json',
      'src/README.md',
      'src/rules/README.md',
    ])
  })

  it('has an ESM, a CJS and a source file for every module, and few files for Node', () => {
    const modules = (prefix: string, ending: string): ReadonlyArray<string> =>
      setUp.files
        .filter((path) => path.startsWith(prefix) && path.endsWith(ending) && !path.endsWith(`.d${ending}`))
        .map((path) => path.slice(prefix.length, -ending.length))
        .sort()
    const sources = modules('src/', '.ts')
    expect(sources).toContain('index')
    expect(modules('dist/esm/', '.js')).toEqual(sources)
    expect(modules('dist/node/', '.js').filter((name) => !/^chunk-\w+$/u.test(name))).toEqual([
      'conformance',
      'index',
      'log',
      'xml',
    ])
    expect(modules('dist/cjs/', '.js')).toEqual(sources)
    expect(modules('dist/esm/', '.d.ts')).toEqual(sources)
    expect(modules('dist/cjs/', '.d.ts')).toEqual(sources)
  })

  it('pleases publint', async () => {
    expect(await run(place, bin('publint'), tarball, '--strict')).toContain('All good!')
  })

  // node10 knows no `exports`; every Node that is supported does
  it('pleases attw', async () => {
    expect(await run(place, bin('attw'), tarball, '--profile', 'node16')).toContain('(ESM)')
  }, 60_000)
})

describe('used from an empty folder', () => {
  it.each(['use.mjs', 'use.cjs'])('%s', async (file) => {
    expect(JSON.parse(await run(consumer, process.execPath, file))).toEqual([
      [],
      { _tag: 'Right', right: { name: 'a', attrs: {}, children: [] } },
      { _tag: 'Right', right: 'object' },
    ])
  })

  it.each([
    ['node16', 'ts'],
    ['node16', 'mts'],
    ['node16', 'cts'],
    ['nodenext', 'ts'],
    ['nodenext', 'mts'],
    ['nodenext', 'cts'],
    ['bundler', 'ts'],
    ['bundler', 'mts'],
    ['bundler', 'cts'],
  ] as const)('TypeScript, moduleResolution %s, .%s', async (moduleResolution, ending) => {
    const printed = await run(consumer, process.execPath, await compile(moduleResolution, ending))
    expect(printed).toMatch(
      /^<iq type="set" from="capulet\.example" to="push\.example" id="push-1">.*<\/iq> Push \(important\)\. TRG-1: .*\n$/u,
    )
  })

  // For bundlers there is a file for each module, so that what is not used is not there: no parser beside the serializer.
  it.each([
    ['sameKey', 'xmpp-push-rules', 500],
    ['classify', 'xmpp-push-rules', 20_000],
    ['serializeXml', 'xmpp-push-rules/xml', 8000],
  ])('%s of %s in a bundle for a browser takes at most %i bytes', async (name, entry, most) => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${name} } from '${entry}'`, resolveDir: consumer },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      // in plain Node fp-ts is CommonJS, of which nothing can be left out; its other build can be
      alias: { 'fp-ts/lib': join(consumer, 'node_modules/fp-ts/es6') },
    })
    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(most)
  })

  it('the main entry loads where fast-check and fast-xml-parser are not installed', async () => {
    const bare = join(place, 'bare')
    cpSync(consumer, bare, { recursive: true })
    rmSync(join(bare, 'node_modules/fast-check'), { recursive: true })
    rmSync(join(bare, 'node_modules/fast-xml-parser'), { recursive: true })
    expect(await run(bare, process.execPath, 'main-entry.mjs')).toBe('function function\n')
  })
})
