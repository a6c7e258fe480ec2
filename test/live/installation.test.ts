import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  columnsFor,
  commandIn,
  findInstallation,
  generationOf,
  seenFrom,
  whatIsMissing,
} from '../../examples/live/installation.js'
import { temporaryFolder } from '../../examples/live/process.js'
import { codenameOf, hasRoot, makeRoot, mirrorOf, rootOf } from '../../examples/live/root.js'

describe('generations', () => {
  test.each([
    ['prosody', '0.12.3', 'prosody'],
    ['prosody', '13.0.1', 'prosody-13'],
    ['ejabberd', '23.01', 'ejabberd'],
    ['ejabberd', '24.12', 'ejabberd-24'],
    ['ejabberd', '25.3', 'ejabberd-24'],
  ] as const)('%s %s is %s', (software, version, name) => {
    expect(generationOf(software, version)).toBe(name)
  })
})

test('columns have names of their own, with the suite where there is one', () => {
  expect(columnsFor('sid').map(({ id }) => id)).toEqual([
    'prosody',
    'ejabberd',
    'prosody-sid',
    'ejabberd-sid',
    'prosody-sid-extensions',
  ])
})

/** A root that has an ejabberd, and nothing else. */
const withEjabberd = (): { readonly path: string; readonly remove: () => void } => {
  const folder = temporaryFolder('push-rules-test-')
  mkdirSync(join(folder.path, 'usr/lib/some-linux-gnu/ejabberd-24.12'), { recursive: true })
  mkdirSync(join(folder.path, 'usr/bin'), { recursive: true })
  writeFileSync(join(folder.path, 'usr/bin/erl'), '')
  return folder
}

test('a server is found in its root', () => {
  const root = withEjabberd()
  expect(findInstallation({ id: 'e', software: 'ejabberd' }, root.path)).toMatchObject({
    version: '24.12',
    name: 'ejabberd-24',
    root: root.path,
  })
  expect(findInstallation({ id: 'p', software: 'prosody' }, root.path)).toBeUndefined()
  expect(findInstallation({ id: 'x', software: 'ejabberd', hasExtensions: true }, root.path)).toBeUndefined()
  root.remove()
})

test('a root is entered for a command, and files in it have another path there', () => {
  expect(commandIn(undefined, 'prosody', ['-F'])).toEqual(['prosody', ['-F']])
  expect(commandIn('/a/root', 'prosody', ['-F'])).toEqual(['chroot', ['/a/root', 'prosody', '-F']])
  expect(seenFrom('/a/root', '/a/root/tmp/x')).toBe('/tmp/x')
  expect(seenFrom(undefined, '/a/x')).toBe('/a/x')
})

test('what is not installed is one line each, with its package', () => {
  const path = process.env['PATH']
  process.env['PATH'] = ''
  const lines = whatIsMissing(columnsFor('trixie'), () => false)
  process.env['PATH'] = path
  expect(lines).toHaveLength(5)
  expect(lines[0]).toContain('apt-get install --no-install-recommends prosody prosody-modules lua5.4')
  expect(lines[1]).toMatch(/^ejabberd .*install --no-install-recommends ejabberd$/)
  for (const line of lines) expect(line).not.toContain('\n')
})

describe('the mirror', () => {
  const targets = [
    'http://one.example/debian-security/ bookworm-security main',
    'http://two.example/debian/ bookworm contrib',
    'http://three.example/debian/ bookworm main',
    'https://four.example nodistro main',
  ].join('\n')

  test('is the one that has the main packages of this release', () => {
    expect(mirrorOf(targets, 'bookworm')).toBe('http://three.example/debian/')
    expect(mirrorOf(targets, 'trixie')).toBeUndefined()
  })

  test.each(['ID=debian\nVERSION_CODENAME=bookworm\n', 'VERSION_CODENAME="bookworm"\nID=debian\n'])(
    'the release is read from %j',
    (text) => {
      expect(codenameOf(text)).toBe('bookworm')
    },
  )
})

test('a root that is there is used again', async () => {
  const cache = temporaryFolder('push-rules-test-')
  expect(hasRoot(cache.path, 'trixie')).toBe(false)
  mkdirSync(rootOf(cache.path, 'trixie'))
  expect(hasRoot(cache.path, 'trixie')).toBe(true)
  expect(await makeRoot(cache.path, 'trixie')).toBe(rootOf(cache.path, 'trixie'))
  cache.remove()
})
