import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.close());

/**
 * The token lets whoever has it take snapshots, and standard error of a service is kept in a log that others read: it was
 * printed there.
 */
describe.skipIf(unbuilt)('a token on standard error', () => {
  it('is not there without a terminal, but in a file of this user, while the process lives', () => {
    const script = place.script(`
      import { readFileSync, statSync, writeFileSync } from 'node:fs';
      process.on('warning', async ({ message }) => {
        const path = /this user alone: (.+)$/.exec(message)?.[1];
        if (path === undefined) return;
        const [url, token] = readFileSync(path, 'utf8').trim().split('#k=');
        const order = new URL('api/processes/' + process.pid + '/actions/sample-allocations?run=stop', url);
        const { status } = await fetch(order, { method: 'POST', headers: { authorization: 'Bearer ' + token } });
        writeFileSync('seen', JSON.stringify({ mode: statSync(path).mode & 0o777, token, path, status }));
        process.exit();
      });
      setTimeout(() => process.exit(1), 20_000);`);
    const { stderr, status } = spawnSync(process.execPath, [script], {
      cwd: place.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        TMPDIR: place.sockets,
        NODE_OPTIONS: `--import=${pathToFileURL(register).href}`,
        TIDEMARK_RECORDER_ENABLED: 'false',
        TIDEMARK_PORT: '0',
      },
    });
    expect(status).toBe(0);
    const { mode, token, path, status: answered } = JSON.parse(place.read('seen'));
    expect({ mode, answered }).toEqual({ mode: 0o600, answered: 200 });
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(stderr).toMatch(/The dashboard is at http:\/\/127\.0\.0\.1:\d+\/ /);
    expect(stderr).not.toContain(token);
    expect(() => statSync(path)).toThrow('ENOENT');
  });

  it('is not there of tidemark run', async () => {
    const script = place.script('setTimeout(() => {}, 60_000);');
    const run = place.run(['--port', '0', '--no-open', script]);
    const token = await run.token();
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(run.stderr).toContain('watching node app.mjs');
    expect(run.stderr).not.toContain(token);
    const path = /alone: (.+)$/m.exec(run.stderr)?.[1] as string;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    run.child.kill('SIGTERM');
    await run.ended;
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });
});
