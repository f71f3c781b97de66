// A Passerelle of its own for a test: fresh data, free port, gone afterwards.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './loopback.js';
import { makeCertificate, startTls } from './tls.js';

const BINARY = process.env.PASSERELLE_BINARY ?? fileURLToPath(new URL('../../target/debug/passerelle', import.meta.url));
const READY = /^first sign-in: (\S+)/;
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

/** A running server. Made by `startPasserelle`. */
class Passerelle {
  /** Its address as browsers see it, without a slash at the end. */
  url;
  /** The one-time link that makes the first administrator. */
  firstSignIn;
  /** Everything it has printed so far, for assertions on what must not be there. */
  output = '';
  #child;
  #data;
  #exited;
  #ended;

  constructor(child, url, data) {
    this.#child = child;
    this.url = url;
    this.#data = data;
    this.#exited = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
  }

  /** Its folder of data. */
  get data() {
    return this.#data;
  }

  /** The shared address at which it takes the answers of identity providers, for a tenant. */
  callback(tenant) {
    return `${this.url}/${tenant}.onmicrosoft.com/oauth2/authresp`;
  }

  /** Ends it, politely and then not, and forgets its data. */
  async stop() {
    if (this.#child.pid && this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      const ended = await Promise.race([this.#exited.then(() => true), after(STOP_LIMIT_MS, false, { ref: false })]);
      if (!ended) {
        this.#child.kill('SIGKILL');
        await this.#exited;
      }
    }
    await rm(this.#data, { recursive: true, force: true });
    await this.#ended?.();
  }

  /** What else ends with it. */
  afterwards(ended) {
    this.#ended = ended;
  }

  async isReady() {
    const line = new Promise((resolve) => {
      createInterface({ input: this.#child.stdout }).on('line', (text) => {
        this.output += `${text}\n`;
        const found = READY.exec(text);
        if (found) resolve(found[1]);
      });
    });
    this.#child.stderr.on('data', (text) => (this.output += text));
    const gone = this.#exited.then(() => Promise.reject(new Error('it ended before it was ready')));
    const late = after(START_LIMIT_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`it did not print its first sign-in within ${START_LIMIT_MS} ms`)),
    );
    this.firstSignIn = await Promise.race([line, gone, late]);
    // The losers of the race must not count as unhandled later, when the server is stopped.
    gone.catch(() => {});
    late.catch(() => {});
  }
}

/**
 * Starts the server and waits until it says where to sign in first.
 *
 * @param {object} [options]
 * @param {boolean} [options.demo] with the demo's tenants; otherwise empty, with the first-run page
 * @param {string[]} [options.args] more options of `passerelle serve`
 * @param {boolean} [options.tls] behind TLS, at an https address
 */
export async function startPasserelle({ demo = false, args = [], tls = false } = {}) {
  const port = await freePort();
  if (tls) return startBehindTls(port, { demo, args });
  return start(port, `http://localhost:${port}`, { demo, args });
}

/** As behind a proxy that ends TLS, whose authority it trusts. */
async function startBehindTls(port, { demo, args }) {
  const certificate = await makeCertificate();
  const outside = await freePort();
  const close = await startTls(certificate, outside, port);
  const ended = async () => {
    await close();
    await certificate.forget();
  };
  try {
    const all = [...args, '--extra-ca', certificate.authority];
    const passerelle = await start(port, `https://localhost:${outside}`, { demo, args: all });
    passerelle.afterwards(ended);
    return passerelle;
  } catch (error) {
    await ended();
    throw error;
  }
}

async function start(port, url, { demo, args }) {
  const data = await mkdtemp(join(tmpdir(), 'passerelle-'));
  const call = ['serve', '--listen', `127.0.0.1:${port}`, '--public-url', url, '--data', data];
  const child = spawn(BINARY, [...call, ...(demo ? ['--demo'] : []), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(demo ? {} : { PASSERELLE_KEY: randomBytes(32).toString('base64') }) },
  });
  const passerelle = new Passerelle(child, url, data);
  try {
    await passerelle.isReady();
  } catch (error) {
    await passerelle.stop();
    throw new Error(`Passerelle did not start: ${error.message}. It printed:\n${passerelle.output}`);
  }
  return passerelle;
}
