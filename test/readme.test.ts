/** The README says what is true: its snippet runs, its tables are the library's, its commands exist. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { defaultOptions, REASONS } from 'xmpp-push-rules'
import { describe, expect, it } from 'vitest'
import { DEVIATIONS } from '../examples/demo/deviations.js'
import { PROSODY_NAMES } from '../src/options/check.js'
import { readme, root, rows } from './support/readme.js'

describe('README', () => {
  it('lists every option with its default and its README name', () => {
    const names = Object.fromEntries(Object.entries(PROSODY_NAMES).map(([name, [option]]) => [option, name]))
    const expected = Object.entries(defaultOptions).map(([option, value]) => [
      option,
      typeof value === 'object' && !Array.isArray(value) ? 'see below' : JSON.stringify(value).replaceAll(',', ', '),
      names[option as keyof typeof names] ?? '',
    ])
    expect(
      rows('## Options')
        .filter(([option = '']) => option in defaultOptions)
        .map((row) => row.slice(0, 3))
        .sort(),
    ).toEqual(expected.sort())
  })

  it('lists the deviations that the demo knows', () => {
    const [, list = ''] = readme.split('\n## Deviations from mod_cloud_notify\n')
    const listed = [...list.replaceAll(/\n +/gu, ' ').matchAll(/^(\d+)\. (.+)\.$/gmu)].map(([, number, title]) => [
      Number(number),
      (title ?? '').replaceAll('`', '').toLowerCase(),
    ])
    expect(listed).toEqual(DEVIATIONS.map(({ number, title }) => [number, title.replaceAll('`', '').toLowerCase()]))
  })

  it('has a quick start that runs', () => {
    const snippet = /```ts\n(.+?)```/su.exec(readme)?.[1] ?? ''
    const file = `${root}test/.readme-snippet.mts`
    writeFileSync(file, snippet)
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8' })
    rmSync(file)
    expect(stderr).toBe('')
    expect(stdout).toContain('<publish node="n1">')
    expect(stdout).toContain(`TRG-1: ${REASONS['stored-offline'].sentence}`)
  })

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> }
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/gu)].map(([, name]) => name ?? '')
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('installs every package that has to be there', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
      peerDependencies: Record<string, string>
      peerDependenciesMeta: Record<string, { optional: boolean }>
    }
    const needed = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
    expect(readme).toContain(`npm install ${['xmpp-push-rules', ...needed].join(' ')}`)
  })
})
