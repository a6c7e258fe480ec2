import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Extension } from 'xmpp-push-rules'
import { commandIn, seenFrom, temporaryIn, type Installation } from './installation.js'
import { freePorts, startProgram, temporaryFolder, waitForPorts } from './process.js'
import {
  ackDelaySeconds,
  mucDomain,
  password,
  pushDomain,
  type HostProfile,
  type RunningServer,
  type ServerSetup,
} from './server.js'

const recorder = join(dirname(fileURLToPath(import.meta.url)), 'mod_push_recorder')
const lua = (value: string | number | boolean): string => JSON.stringify(value)

/** The module of mod_cloud_notify_extensions that reads each; the recorder says whom the user knows then. */
const moduleOf: Readonly<Partial<Record<Extension, string>>> = {
  filters: 'cloud_notify_filters',
  priority: 'cloud_notify_priority_tag',
  encrypt: 'cloud_notify_encrypted',
}

const extensionsConfig = (extensions: ReadonlyArray<Extension>): string => `
  modules_enabled = { ${extensions
    .flatMap((extension) => moduleOf[extension] ?? [])
    .map(lua)
    .join(', ')} }
  push_recorder_context = true
`

const hostConfig = (profile: HostProfile): string => `
VirtualHost ${lua(profile.host)}
  push_notification_with_body = ${lua(profile.includeBody)}
  push_notification_with_sender = ${lua(profile.includeSender)}
  push_notification_important_body = ${lua(profile.importantBody)}
  push_max_errors = ${lua(profile.maxErrors)}
  push_max_devices = ${lua(profile.maxDevices)}
  push_max_hibernation_timeout = ${lua(profile.pushResumeSeconds)}
  smacks_hibernation_time = ${lua(profile.resumeSeconds)}
  push_recorder_file = ${lua(`events-${profile.host}.ndjson`)}
  default_archive_policy = ${lua(profile.archives ?? true)}
${profile.extensions === undefined ? '' : extensionsConfig(profile.extensions)}`

const componentConfig = (domain: string): string => `
Component ${lua(domain)}
  component_secret = ${lua(password)}
  validate_from_addresses = false
`

/** The configuration file: loopback only, no encryption, everything inside `folder`. */
export const prosodyConfig = (
  setup: ServerSetup,
  folder: string,
  ports: { readonly client: number; readonly component: number },
  pluginPath: string,
): string => `
run_as_root = true
daemonize = false
pidfile = ${lua(join(folder, 'prosody.pid'))}
data_path = ${lua(join(folder, 'data'))}
plugin_paths = { ${lua(pluginPath)} }
log = { { levels = { min = "debug" }, to = "file", filename = ${lua(join(folder, 'prosody.log'))} } }
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.client} }
component_interfaces = { "127.0.0.1" }
component_ports = { ${ports.component} }
s2s_ports = { }
http_ports = { }
https_ports = { }
modules_disabled = { "s2s", "tls" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
limits = { }
smacks_max_ack_delay = ${ackDelaySeconds}
modules_enabled = {
  "roster", "saslauth", "disco", "smacks", "mam", "offline", "carbons",
  "cloud_notify", "push_recorder",
}
${setup.profiles.map(hostConfig).join('')}
Component ${lua(pushDomain)}
  component_secret = ${lua(password)}
${(setup.components ?? []).map(componentConfig).join('')}
Component ${lua(mucDomain)} "muc"
  muc_room_locking = false
`

/** Prosody's internal storage is one file an account, its folder named after the host with dots written as `%2e`. */
const writeAccounts = (setup: ServerSetup, folder: string): void =>
  setup.accounts.forEach(({ user, host }) => {
    const encode = (text: string): string =>
      text.replace(/[^a-zA-Z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    const accounts = join(folder, 'data', encode(host), 'accounts')
    mkdirSync(accounts, { recursive: true })
    writeFileSync(join(accounts, `${encode(user)}.dat`), `return { ["password"] = ${lua(password)}; };\n`)
  })

/** Starts Prosody with mod_cloud_notify and our recorder in a temporary folder; resolves when clients can connect. */
export const startProsody = async (
  { root, name, version }: Installation,
  setup: ServerSetup,
): Promise<RunningServer> => {
  const folder = temporaryFolder('push-rules-prosody-', temporaryIn(root))
  const seen = (...names: ReadonlyArray<string>): string => seenFrom(root, join(folder.path, ...names))
  const [client, component] = (await freePorts(2)) as [number, number]
  cpSync(recorder, join(folder.path, 'plugins', 'mod_push_recorder'), { recursive: true })
  writeFileSync(
    join(folder.path, 'prosody.cfg.lua'),
    prosodyConfig(setup, seen(), { client, component }, seen('plugins')),
  )
  writeAccounts(setup, folder.path)
  const output = join(folder.path, 'output.log')
  const program = startProgram(...commandIn(root, 'prosody', ['--root', '--config', seen('prosody.cfg.lua'), '-F']), {
    cwd: folder.path,
    env: {},
    log: output,
  })
  const stop = async (): Promise<void> => {
    await program.stop()
    folder.remove()
  }
  const eventFile = (host: string): string => join(folder.path, 'data', `events-${host}.ndjson`)
  const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  const serverLog = (): string => readIfThere(output) + readIfThere(join(folder.path, 'prosody.log'))
  try {
    await waitForPorts('Prosody', [client, component], program)
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
    throw new Error(`Prosody did not start.\n${log.slice(-3000)}`, { cause: error })
  }
}
