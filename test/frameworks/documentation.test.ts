import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../pressure/Program.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/frameworks.md'), 'utf8');
const examples = new Map(
  [...text.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```js\n([\s\S]*?)^```/gm)].map(([, title, code]) => [
    title!,
    code!,
  ]),
);

const asking = `
import { once } from 'node:events';
const asked = typeof app === 'object' && app.server ? app.server : server;
if (!asked.listening) await once(asked, 'listening');
for (const path of ['/users/1', '/health', '/ready', '/metrics']) {
  const answer = await fetch('http://127.0.0.1:' + asked.address().port + path);
  console.log(path, answer.status, (await answer.text()).slice(0, 60).split('\\n')[0]);
}
asked.closeAllConnections();
if (typeof app === 'object' && app.server) await app.close();
else asked.close();
`;

describe('the examples of docs/frameworks.md', () => {
  it.each([['Fastify'], ['Express'], ['Koa'], ['node:http']])('run: %s', async (title) => {
    const example = examples.get(title)!.replace('3000', '0');
    const program = await Program.run(`${example}\n${asking}`, {
      external: ['express', 'fastify', 'koa', '@koa/router', 'prom-client'],
      timeoutMs: 60_000,
    });
    const { stdout, stderr } = program;
    expect([await program.closed, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\/users\/1 200 user/m);
    expect(stdout).toMatch(/^\/health 200 \{"status":"/m);
    expect(stdout).toMatch(/^\/ready 200 \{"status":"/m);
    expect(stdout).toMatch(/^\/metrics 200 # HELP /m);
  });
});
