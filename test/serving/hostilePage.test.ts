import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/serving/startServer.ts';
import { chromiumFlags, findChromium } from '../findChromium.ts';
import { FakeDirectory } from './FakeDirectory.ts';

const executablePath = findChromium();
const missing = executablePath === undefined ? 'no Chromium: npm run setup' : undefined;
const token = 'known-to-nobody-else';
const actionPath = '/api/processes/4711/actions/collect-garbage';
const headlinePage = '<!doctype html><title>secret dashboard</title><script src="/page.js"></script>';

let directory: FakeDirectory;
let server: RunningServer;
let attacker: Server;
let browser: Browser;
let folder: string;
let attackerPort: number;

beforeAll(async () => {
  if (missing !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'tm-hostile-'));
  writeFileSync(join(folder, 'index.html'), headlinePage);
  writeFileSync(join(folder, 'page.js'), 'window.secret = 1;');
  directory = new FakeDirectory();
  server = await startServer({
    directory,
    port: 0,
    token,
    assetsDirectory: folder,
    metrics: async () => ({ contentType: 'text/plain', body: 'secret_metric 1\n' }),
  });
  attacker = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>hostile</title><body></body>');
  }).listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  attackerPort = (attacker.address() as AddressInfo).port;
  browser = await chromium.launch({
    executablePath: executablePath as string,
    // What a name server of the attacker's would do: its name stands for this machine.
    args: [...chromiumFlags, '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  attacker?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** What a page of the attacker's brings about, from its own origin; `url` is ours. */
async function attempted(script: string, url = `http://evil.example:${attackerPort}/`): Promise<unknown> {
  const context = await browser.newContext();
  const page: Page = await context.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(`(async (ours, token) => { ${script} })(${JSON.stringify(server.url)}, "")`);
  } finally {
    await context.close();
  }
}

describe.skipIf(missing)(`a hostile page in a real browser${missing ? ` (${missing})` : ''}`, () => {
  beforeEach(() => {
    directory.calls.length = 0;
    directory.asked.length = 0;
    directory.orders.length = 0;
  });

  it('cannot read anything by fetch, whatever the mode', async () => {
    const told = await attempted(`
      const told = [];
      for (const path of ['', 'api/processes', 'api/incidents', 'api/processes/4711/history', 'metrics']) {
        for (const mode of ['cors', 'no-cors', 'same-origin']) {
          for (const credentials of ['omit', 'include']) {
            const answer = await fetch(ours + path, { mode, credentials }).catch(() => undefined);
            told.push(answer === undefined ? '' : answer.type === 'opaque' ? await answer.text() : 'read ' + answer.type);
          }
        }
      }
      return told;`);
    expect(told).toEqual(Array.from({ length: 30 }, () => ''));
    expect(directory.asked).toEqual([]);
  });

  it('cannot have anything done: by fetch, by a form, by a beacon', async () => {
    await attempted(`
      const address = ours + ${JSON.stringify(actionPath.slice(1))};
      for (const mode of ['cors', 'no-cors']) await fetch(address, { method: 'POST', mode, body: 'x' }).catch(() => 0);
      await fetch(address, { method: 'POST', mode: 'cors', headers: { Authorization: 'Bearer x' } }).catch(() => 0);
      navigator.sendBeacon(address, 'x');
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: address, target: '_blank' });
      document.body.append(form);
      form.submit();
      await new Promise((resolve) => setTimeout(resolve, 500));`);
    expect(directory.calls).toEqual([]);
    expect(directory.orders).toEqual([]);
  });

  it('cannot take the page or its script in: no frame, no script, no stream of events, no socket', async () => {
    const { listeners } = directory;
    const told = await attempted(`
      const load = (tag, attributes) => new Promise((resolve) => {
        const element = Object.assign(document.createElement(tag), attributes);
        element.onload = () => resolve(element);
        element.onerror = () => resolve(undefined);
        document.body.append(element);
      });
      await load('script', { src: ours + 'page.js' });
      const frame = await load('iframe', { src: ours });
      let title = 'none';
      try { title = frame.contentDocument.title; } catch { title = 'hidden'; }
      const stream = await new Promise((resolve) => {
        const source = new EventSource(ours + 'api/events');
        source.onopen = () => resolve('open');
        source.onerror = () => { source.close(); resolve('refused'); };
      });
      const socket = await new Promise((resolve) => {
        const made = new WebSocket(ours.replace('http', 'ws') + 'api/events');
        made.onopen = () => resolve('open');
        made.onerror = () => resolve('refused');
      });
      return { ran: window.secret === 1, title: title === '' ? 'hidden' : title, stream, socket };`);
    expect(told).toMatchObject({ ran: false, stream: 'refused', socket: 'refused' });
    expect((told as { title: string }).title).not.toMatch(/secret/);
    expect(directory.listeners).toBe(listeners);
  });

  it('gets nothing by DNS rebinding: our own server under a foreign name', async () => {
    const rebound = `http://evil.example:${server.port}/`;
    const told = await attempted(
      `
      const told = [];
      for (const path of ['', 'api/processes', 'metrics'])
        told.push((await fetch('/' + path)).status);
      told.push((await fetch(${JSON.stringify(actionPath)}, { method: 'POST' })).status);
      return { told, title: document.title, text: document.body.innerText };`,
      rebound,
    );
    expect(told).toMatchObject({ told: [403, 403, 403, 403], title: '' });
    expect((told as { text: string }).text).toMatch(/Host must be/);
    expect(directory.asked).toEqual([]);
    expect(directory.calls).toEqual([]);
  });

  it('is no reason to refuse our own page: it reads, and acts with the token', async () => {
    const told = await attempted(
      `
      const read = (await fetch('/api/processes')).status;
      const post = (headers) => fetch(${JSON.stringify(actionPath)}, { method: 'POST', headers });
      return [read, (await post({})).status, (await post({ Authorization: 'Bearer ${token}' })).status];`,
      server.url,
    );
    expect(told).toEqual([200, 403, 200]);
    expect(directory.calls).toHaveLength(1);
  });
});
