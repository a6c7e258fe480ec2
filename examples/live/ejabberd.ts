import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandIn, findEjabberd, seenFrom, temporaryIn, type Installation } from './installation.js'
import { freePorts, startProgram, temporaryFolder, waitFor, waitForPorts } from './process.js'
import {
  ackDelaySeconds,
  mucDomain,
  password,
  pushDomain,
  type HostProfile,
  type RunningServer,
  type ServerSetup,
} from './server.js'

const recorder = join(dirname(fileURLToPath(import.meta.url)), 'ejabberd_recorder', 'push_recorder.erl')
const quote = (text: string): string => JSON.stringify(text)

/** ejabberd knows three ways for the body: the real one, a text in its place, or none. */
const includeBody = (profile: HostProfile): string =>
  profile.includeBody ? 'true' : profile.importantBody === '' ? 'false' : quote(profile.importantBody)

const hostConfig = (profile: HostProfile): string => `
  ${quote(profile.host)}:
    modules:
      mod_mam:
        default: ${(profile.archives ?? true) ? 'always' : 'never'}
      mod_push:
        include_body: ${includeBody(profile)}
        include_sender: ${profile.includeSender}${profile.notifyOn === 'important' ? '\n        notify_on: messages' : ''}
      mod_push_keepalive:
        resume_timeout: ${profile.pushResumeSeconds}
        wake_on_timeout: true
      mod_stream_mgmt:
        resend_on_timeout: if_offline
        ack_timeout: ${ackDelaySeconds}
        resume_timeout: ${profile.resumeSeconds}
        max_resume_timeout: ${profile.resumeSeconds}`

const componentConfig = (domain: string): string => `
      ${quote(domain)}:
        password: ${quote(password)}`

/** The configuration file: loopback only, no encryption. */
export const ejabberdConfig = (
  setup: ServerSetup,
  ports: { readonly client: number; readonly component: number },
): string => `
hosts: [${setup.profiles.map(({ host }) => quote(host)).join(', ')}]
loglevel: info
auth_method: internal
auth_password_format: plain
listen:
  -
    port: ${ports.client}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    access: all
    shaper: none
  -
    port: ${ports.component}
    ip: "127.0.0.1"
    module: ejabberd_service
    access: all
    shaper: none
    check_from: ${setup.components === undefined}
    global_routes: false
    hosts:
      ${quote(pushDomain)}:
        password: ${quote(password)}${(setup.components ?? []).map(componentConfig).join('')}
modules:
  mod_disco: {}
  mod_roster: {}
  mod_offline: {}
  mod_carboncopy: {}
  mod_muc:
    host: ${quote(mucDomain)}
append_host_config:${setup.profiles.map(hostConfig).join('')}
`

/** The options in the README's names, as far as ejabberd has them: the first error disables, nothing is capped. */
const recordedOptions = (profile: HostProfile): string =>
  JSON.stringify({
    push_notification_with_body: profile.includeBody,
    push_notification_with_sender: profile.includeSender,
    push_notification_important_body: profile.importantBody,
    push_max_errors: 1,
    push_max_devices: 1000,
    push_max_hibernation_timeout: profile.pushResumeSeconds,
  })

const erl = (text: string): string => `<<${JSON.stringify(text)}/utf8>>`

const startScript = (setup: ServerSetup, folder: string, eventFile: (host: string) => string): string =>
  [
    `{ok, _} = compile:file(${quote(join(folder, 'push_recorder'))}, [{outdir, ${quote(folder)}}, report])`,
    `{module, _} = code:load_abs(${quote(join(folder, 'push_recorder'))})`,
    ...setup.profiles.map(
      (profile) =>
        `ok = push_recorder:start(${erl(profile.host)}, ${quote(eventFile(profile.host))}, ${erl(recordedOptions(profile))})`,
    ),
    `{ok, Accounts} = file:consult(${quote(join(folder, 'accounts'))})`,
    `[ok = ejabberd_auth:try_register(U, H, ${erl(password)}) || {U, H} <- Accounts]`,
    `ok = file:write_file(${quote(join(folder, 'ready'))}, <<>>)`,
  ].join(', ') + '.'

/** Starts ejabberd with mod_push and our recorder in a temporary folder; resolves when clients can connect. */
export const startEjabberd = async (
  { root, name, version }: Installation,
  setup: ServerSetup,
): Promise<RunningServer> => {
  const folder = temporaryFolder('push-rules-ejabberd-', temporaryIn(root))
  const [client, component] = (await freePorts(2)) as [number, number]
  const file = (path: string): string => join(folder.path, path)
  const seen = (path: string): string => seenFrom(root, file(path))
  const events = (host: string): string => `events-${host}.ndjson`
  const eventFile = (host: string): string => file(events(host))
  mkdirSync(file('logs'))
  cpSync(recorder, file('push_recorder.erl'))
  writeFileSync(file('ejabberd.yml'), ejabberdConfig(setup, { client, component }))
  writeFileSync(file('accounts'), setup.accounts.map(({ user, host }) => `{${erl(user)}, ${erl(host)}}.\n`).join(''))
  const script = startScript(setup, seenFrom(root, folder.path), (host) => seen(events(host)))
  const dir = ['-mnesia', 'dir', quote(seen('mnesia'))]
  const program = startProgram(
    ...commandIn(root, 'erl', ['-noinput', '+K', 'true', ...dir, '-s', 'ejabberd', '-eval', script]),
    {
      cwd: folder.path,
      env: {
        ERL_LIBS: findEjabberd(root)?.libraries ?? '',
        EJABBERD_CONFIG_PATH: seen('ejabberd.yml'),
        EJABBERD_LOG_PATH: seen('logs/ejabberd.log'),
        HOME: seenFrom(root, folder.path),
      },
      log: file('output.log'),
    },
  )
  const stop = async (): Promise<void> => {
    await program.stop()
    folder.remove()
  }
  const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  const serverLog = (): string => readIfThere(file('output.log')) + readIfThere(file('logs/ejabberd.log'))
  try {
    await waitFor('ejabberd', () => existsSync(file('ready')), program)
    await waitForPorts('ejabberd', [client, component], program)
    return {
      name,
      version,
      clientService: `xmpp://127.0.0.1:${client}`,
      componentService: `xmpp://127.0.0.1:${component}`,
      eventLog: (host) => readIfThere(eventFile(host)),
      eventFile,
      serverLog,
      stop,
    }
  } catch (error) {
    const log = serverLog()
    await stop()
    throw new Error(`ejabberd did not start.\n${log.slice(-3000)}`, { cause: error })
  }
}
