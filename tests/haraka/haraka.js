'use strict'

// haraka.js MODULES PORTS CASES...: what Haraka's own helo.checks says of the cases, as vectors.tsv on
// standard output. tests/haraka/again calls it.
//
// MODULES is the folder with node_modules, PORTS are three ports of 127.0.0.1 parted by commas: of the
// resolver, of one that is silent, and one where nobody listens.
//
// It stands for Haraka's core between a connection and the plugin (Haraka 3.3.4, connection.js), but
// for two things: a denial does not keep the checks after it from running, so that each has its say;
// and a second HELO, of which the plugin says nothing in a running Haraka (its should_skip sees that
// hello.host is set), is given to it once more with hello.host unset, as in the plugin's own tests.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const [modules, ports, ...files] = process.argv.slice(2)
const required = require('node:module').createRequire(path.resolve(modules, 'package.json'))
const [resolverPort, silentPort, closedPort] = ports.split(',')

const CHECKS = [
  'match_re', 'bare_ip', 'dynamic', 'big_company', 'valid_hostname', 'rdns_match', 'forward_dns',
  'host_mismatch', 'proto_mismatch', 'literal_mismatch',
]
const COLUMNS = ['id', 'settings', 'also', 'client', 'reverse', 'dialogue']
const TIMEOUT_MS = 1000 // for a resolver that says nothing

// Haraka finds its configuration in the folder $HARAKA/config.
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'haraka-'))
process.on('exit', () => fs.rmSync(home, { recursive: true, force: true }))
process.env.HARAKA_LOGS_SUPPRESS = 'true'
configure('core', { 'net-utils.ini': `[dns]\ntimeout=${TIMEOUT_MS}\ntries=1\n` })
console.log = console.error = () => {} // not a byte of the packages' own on standard output, nor of their complaints

const fixtures = required('haraka-test-fixtures')
const netUtils = required('haraka-net-utils')
const resolver = required('haraka-net-utils/lib/dns_config').getDnsResolver()
fixtures.logger.set_loglevel('EMERG')

// Makes $HARAKA/config of these files.
function configure(name, contents) {
  process.env.HARAKA = path.join(home, name)
  const folder = path.join(process.env.HARAKA, 'config')
  fs.mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(contents)) fs.writeFileSync(path.join(folder, file), text)
}

const plugins = {}
function pluginFor(settings) {
  const folder = path.join(__dirname, 'settings')
  if (!plugins[settings]) {
    configure(settings, {
      'helo.checks.ini': fs.readFileSync(path.join(folder, `${settings}.ini`)),
      'helo.checks.regexps': fs.readFileSync(path.join(folder, 'regexps')),
    })
    plugins[settings] = fixtures.makePlugin('haraka-plugin-helo.checks')
  }
  return plugins[settings]
}

// The bytes that a text with \xHH stands for, as Haraka's core decodes them.
function unescaped(text) {
  const bytes = text.replace(/\\x([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function readCases(file) {
  return fs.readFileSync(file, 'ascii').split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => {
      const cells = line.split(/\t+/)
      if (cells.length !== COLUMNS.length) throw new Error(`${file}: not ${COLUMNS.length} columns: ${line}`)
      return Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i]]))
    })
}

// The client's reverse name, by the words that the core has where there is none.
async function reverseName(given, ip) {
  if (given === '-') return 'NXDOMAIN'
  if (given !== '?') return given
  try {
    return (await resolver.reverse(ip))[0] || 'Unknown'
  } catch (err) {
    return err.code === 'ENOTFOUND' ? 'NXDOMAIN' : 'DNSERROR'
  }
}

// Calls all hooks of a HELO. Returns what each check said: `fail(no_dot)!`, where ! is for denying.
async function runHooks(plugin, connection, verb, helo) {
  const LISTS = { pass: 'pass', fail: 'fail', skip: 'skip', err: 'error' }
  const DENIES = { [DENY]: '!', [DENYSOFT]: '!soft' }
  const said = {}

  for (const method of plugin.hooks[verb.toLowerCase()]) {
    const check = method.replace(/_e?smtp$/, '')
    const before = structuredClone(connection.results.get('helo.checks') ?? {})
    const { rc } = await fixtures.callHook(plugin, method, connection, helo)
    const after = connection.results.get('helo.checks') ?? {}
    const words = Object.entries(LISTS).flatMap(([list, word]) =>
      (after[list] ?? []).slice(before[list]?.length ?? 0).map((text) => word + reason(text)))
    if (rc !== undefined && !(DENIES[rc] && words.length)) throw new Error(`${method} returned ${rc}`)
    if (words.length && !CHECKS.includes(check)) throw new Error(`${method} said ${words}`)
    if (words.length) said[check] = words.join('+') + (DENIES[rc] ?? '')
  }
  return said
}

// Haraka's texts are NAME or NAME(REASON); names that it puts into the reason are left out.
function reason(text) {
  return (/\(.*\)$/.exec(text)?.[0] ?? '')
    .replace(/^\(.* \/ .*\)$/, '') // host_mismatch(mail.example.com / example.net)
    .replace(/^\(query\w+ (\w+) .*\)$/, '($1)') // forward_dns(queryAaaa ETIMEOUT mail.example.com.)
}

// One HELO of a case: its line of vectors.
async function runHelo(plugin, connection, id, command, first) {
  const [, verb, argument] = /^(HELO|EHLO) (\S+)$/.exec(command)
  const helo = unescaped(argument)

  connection.set('hello', 'verb', verb)
  connection.set('hello', 'host', helo)
  let said = await runHooks(plugin, connection, verb, helo)
  const asked = Object.keys(said).length > 0
  if (!first) {
    // what it says of this HELO alone, knowing only the first one's name and verb
    if (asked) throw new Error(`${id}: the plugin did look at a second HELO`)
    const { helo_host } = connection.results.get('helo.checks')
    delete connection.results.store['helo.checks']
    connection.results.add(plugin, { helo_host })
    connection.set('hello', 'host', null)
    said = await runHooks(plugin, connection, verb, helo)
  }
  connection.esmtp ||= verb === 'EHLO'
  return [id, asked ? 'yes' : 'no', ...CHECKS.map((name) => said[name] ?? '-')].join('\t')
}

async function runCase(one) {
  const plugin = pluginFor(one.settings)
  const connection = fixtures.connection.createConnection({ remoteAddress: one.client })
  const port = { silent: silentPort, closed: closedPort }[one.also] ?? resolverPort

  resolver.setServers([`127.0.0.1:${port}`])
  connection.set('remote', 'is_private', netUtils.is_private_ip(connection.remote.ip))
  connection.set('remote', 'host', await reverseName(one.reverse, connection.remote.ip))
  connection.relaying = one.also === 'relay'

  const commands = one.dialogue.split(' ; ')
  const lines = []
  for (const [i, command] of commands.entries()) {
    const id = commands.length > 1 ? `${one.id}#${i + 1}` : one.id
    lines.push(await runHelo(plugin, connection, id, command, i === 0))
  }
  return lines
}

async function main() {
  await required('haraka-tld').ready
  const out = [['id', 'asked', ...CHECKS].join('\t')]
  for (const one of files.flatMap(readCases)) out.push(...(await runCase(one)))
  fs.writeSync(1, `${out.join('\n')}\n`)
}

main().then(
  () => process.exit(0), // haraka-config goes on watching its folders
  (err) => {
    process.stderr.write(`haraka.js: ${err.stack}\n`)
    process.exit(1)
  },
)
