// A Winnow of the test's own: redis-server on the product's configuration,
// winnowd, the command and winnow-gateway with its sample page. Who starts the
// tests says where the programs are (run.mjs).

import {execFile, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from
  'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

const SOURCE_DIR = process.env.WINNOW_SOURCE_DIR;
const WINNOWD = process.env.WINNOW_WINNOWD;
const COMMAND = process.env.WINNOW_COMMAND;
const GATEWAY = process.env.WINNOW_GATEWAY;
const START_LIMIT_MS = 60000;
const POLL_MS = 20;
const REDIS_PASSWORD = 'browser-test';

const run = promisify(execFile);

// Whoever writes "quandary" waits for a moderator, "balderdash" is refused.
const POLICY = `
name: "browser-tests"
lists { name: "doubts" kind: SUSPECT terms: ["quandary"] }
lists { name: "never" kind: BANNED terms: ["balderdash"] }
rules {
  name: "premoderated"
  conditions { signal: "thread_premoderated" }
  action: HOLD
}
rules {
  name: "honeypot"
  conditions { signal: "honeypot" }
  action: SPAM
}
rules { name: "doubt" conditions { signal: "listed_suspect" } action: HOLD }
rules {
  name: "never"
  conditions { signal: "listed_banned" }
  action: REJECT
  public_reason: "language"
}
rules { name: "otherwise" action: APPROVE }
`;

// Waits until `check` returns something true.
export async function eventually(check, what) {
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => { setTimeout(done, POLL_MS); });
  }
}

// Below the ports that the kernel gives to outgoing connections.
export async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 10000);
    const isFree = await new Promise((done) => {
      const server = createServer();
      server.once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
    });
    if (isFree) return port;
  }
}

// The product's settings and access rules, but for where things are.
function redisConfig(dir) {
  const hash = createHash('sha256').update(REDIS_PASSWORD).digest('hex');
  const place = /^(#|$|port |unixsocket |dir |logfile |include )/;
  const lines = ['redis.conf', 'users.acl'].flatMap((file) =>
    readFileSync(join(SOURCE_DIR, 'deploy/redis', file), 'utf8')
      .replaceAll('@PASSWORD_SHA256@', hash).split('\n'))
    .filter((line) => !place.test(line));
  return ['port 0', `unixsocket ${dir}/redis.sock`, `dir ${dir}`,
    `logfile ${dir}/redis.log`, ...lines, ''].join('\n');
}

export class Programs {
  // `origins`: of further pages that may call.
  static async start({origins = []} = {}) {
    const made = new Programs();
    try {
      await made.startAll(origins);
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'winnow-browser-'));
    this.children = [];
    this.submitted = 0;
  }

  file(name, text) {
    const path = join(this.dir, name);
    writeFileSync(path, text, {mode: 0o600});
    return path;
  }

  // Ends with this process, however that ends.
  spawn(program, args, log) {
    const out = openSync(join(this.dir, log), 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args],
      {stdio: ['ignore', out, out]});
    this.children.push(child);
    return child;
  }

  log(name) {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  async startAll(origins) {
    const {dir} = this;
    this.spawn('redis-server', [this.file('redis.conf', redisConfig(dir))],
      'redis.out');
    await run(WINNOWD, [`--create_master_key=${dir}/master.key`]);
    const flags = [
      `--listen=127.0.0.1:${await freePort()}`,
      `--unix_socket=${dir}/winnowd.sock`,
      '--metrics_listen=',
      `--redis=unix:${dir}/redis.sock`,
      '--redis_user=winnow',
      `--redis_password_file=${this.file('redis.password', REDIS_PASSWORD)}`,
      `--master_key_file=${dir}/master.key`,
      `--erasure_log=${dir}/erasures.log`,
      `--default_policy=${this.file('policy.textproto', POLICY)}`,
    ];
    await eventually(() => run(WINNOWD,
      [...flags, `--create_operator_key=${dir}/operator.key`])
      .then(() => true, (error) => { this.failure = error; }),
    'redis-server').catch(() => { throw this.failure; });
    this.spawn(WINNOWD, flags, 'winnowd.log');
    await eventually(() => this.winnow('status').then(() => true, () => false),
      'winnowd');
    await this.winnow('site', 'create', 'daily');
    await this.winnow('key', 'create', '--name', 'gateway', '--role', 'site',
      '--out', `${dir}/site.key`);
    await this.startGateway(origins);
  }

  async startGateway(origins) {
    const {dir} = this;
    const port = await freePort();
    this.origin = `http://127.0.0.1:${port}`;
    const sites = this.file('sites.textproto', `sites {
  site: 'daily'
  key_file: '${dir}/site.key'
${[this.origin, ...origins].map((one) => `  origins: '${one}'`).join('\n')}
}
trusted_proxies: '127.0.0.1'
limits {
  cache_ms: 200
  network_writes_per_minute: 10000
  new_threads_per_hour: 10000
  network_new_threads_per_hour: 10000
}
`);
    this.spawn(GATEWAY, [`--listen=127.0.0.1:${port}`, '--metrics_listen=',
      `--sites=${sites}`, `--winnowd=unix:${dir}/winnowd.sock`,
      '--sample_site=daily'], 'gateway.log');
    await eventually(() => fetch(`${this.origin}/healthz`)
      .then((answer) => answer.ok, () => false), 'winnow-gateway');
  }

  // Runs the command as an operator and returns what it printed.
  async winnow(...args) {
    const {stdout} = await run(COMMAND, args, {env: {...process.env,
      WINNOW_ADDRESS: `unix:${this.dir}/winnowd.sock`,
      WINNOW_KEY_FILE: `${this.dir}/operator.key`, WINNOW_SITE: 'daily',
      XDG_CONFIG_HOME: `${this.dir}/config`,
      XDG_STATE_HOME: `${this.dir}/state`}});
    return stdout;
  }

  // Hands in comments as a backend does, past the limits of readers. Returns
  // their ids.
  async submit(comments) {
    // Of as many authors: each may write ten a minute.
    const lines = comments.map((comment) => {
      const number = ++this.submitted;
      return JSON.stringify({request_id: `${this.dir}-${number}`,
        email: `reader-${number}@mail.example`, ...comment});
    });
    const path = this.file('comments.jsonl', `${lines.join('\n')}\n`);
    const printed = await this.winnow('--json', 'submit', '--from', path);
    return printed.trim().split('\n').map((line) => {
      const answer = JSON.parse(line);
      if (!answer.name) throw new Error(`not taken: ${line}`);
      return answer.name.split('/').at(-1);
    });
  }

  async stop() {
    await Promise.all(this.children.map((child) => new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) done();
      child.once('exit', done);
      child.kill('SIGKILL');
    })));
    rmSync(this.dir, {recursive: true, force: true});
  }
}
