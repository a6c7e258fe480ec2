/** A root with another suite of Debian, in which its servers run beside this machine's: made once, then used again. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const included = 'prosody,prosody-modules,lua-unbound,ejabberd'

export const rootOf = (cache: string, suite: string): string => join(cache, `debian-${suite}`)

export const hasRoot = (cache: string, suite: string): boolean => existsSync(rootOf(cache, suite))

/** The codename of this machine's own release. */
export const codenameOf = (osRelease: string): string | undefined =>
  /^VERSION_CODENAME="?([^"\n]+)"?$/m.exec(osRelease)?.[1]

/** Of lines `URI CODENAME COMPONENT`: where this release's main packages come from. */
export const mirrorOf = (targets: string, codename: string): string | undefined =>
  targets
    .split('\n')
    .map((line) => line.trim().split(' '))
    .find(([, name, component]) => name === codename && component === 'main')?.[0]

/** The mirror that this machine's own apt sources name. */
const ownMirror = (): string => {
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT)'
  const targets = execFileSync('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    encoding: 'utf8',
  })
  const codename = codenameOf(readFileSync('/etc/os-release', 'utf8')) ?? ''
  const mirror = mirrorOf(targets, codename)
  if (mirror === undefined) throw new Error(`apt's sources name no mirror of Debian ${codename}.`)
  return mirror
}

/** mmdebstrap mounts /proc and its like while it works: what it left may only be removed within its own file system. */
const remove = (path: string): void => {
  execFileSync('rm', ['-rf', '--one-file-system', path])
}

const build = async (target: string, suite: string): Promise<void> => {
  const args = [
    '--variant=apt',
    '--mode=root',
    '--aptopt=APT::Install-Recommends "false"',
    // A mirror may be the snapshot of an older day, whose unstable suite has run out; signatures are checked all the same.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    `--include=${included}`,
  ]
  const child = spawn('mmdebstrap', [...args, suite, target, ownMirror()], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ends = once(child, 'exit') as Promise<[code: number | null]>
  // It undoes its mounts when it is asked to end; it must never be killed.
  const end = (): void => void child.kill('SIGTERM')
  process.on('exit', end)
  const said: Array<string> = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const [code] = await ends
  process.off('exit', end)
  if (code === 0) return
  remove(target)
  throw new Error(`The root for Debian ${suite} could not be made.\n${said.join('').slice(-2000)}`)
}

/**
 * Makes the root of a suite, unless it is there.
 *
 * @returns its path
 */
export const makeRoot = async (cache: string, suite: string): Promise<string> => {
  const path = rootOf(cache, suite)
  if (hasRoot(cache, suite)) return path
  mkdirSync(cache, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  await build(unfinished, suite)
  // A root that is there is whole; whoever was first has made it.
  if (hasRoot(cache, suite)) remove(unfinished)
  else renameSync(unfinished, path)
  return path
}
