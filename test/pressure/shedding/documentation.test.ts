import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../Program.ts';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/load-shedding.md'), 'utf8');
const examples = new Map(
  [...text.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```js\n([\s\S]*?)^```/gm)].map(([, title, code]) => [
    title!,
    code!,
  ]),
);

const asking = `
import { once } from 'node:events';
if (!server.listening) await once(server, 'listening');
const ask = async (path, options) => {
  const answer = await fetch('http://127.0.0.1:' + server.address().port + path, options);
  console.log(path, answer.status, await answer.text());
};
await ask('/');
shedding.shed('critical', 'Memory is short.');
await new Promise((resolve) => setTimeout(resolve, 1600));
`;
const ending = `
server.closeAllConnections();
server.close();
shedding.close();
`;
const refusals = 'for (let count = 0; count < 20; count++) await ask("/");';

/** What each example is asked, and what it prints. */
const printed: readonly (readonly [string, string, readonly string[]])[] = [
  ['Express', refusals, ['/ 200 Hello', '/ 503 {"statusCode":503']],
  ['Fastify', `${refusals} await ask("/export");`, ['/ 200 Hello', '/ 503 {', '/export 503 {']],
  ['Koa', refusals, ['/ 200 Hello', '/ 503 {']],
  ['node:http, and anything else with a server', refusals, ['/ 200 Hello', '/ 503 {']],
  [
    'What is refused',
    `await ask("/reports/1"); await ask("/admin/a"); await ask("/a", { headers: { "x-batch": "1" } });
     console.log(shedding.metrics.byRoute);`,
    [
      'tidemark: Load is shed from now on. Memory is short.',
      '/reports/1 503 {',
      '/admin/a 200 Hello',
      '/a 503 {',
      "'/admin/*': { admitted: 1, refused: 0 }",
    ],
  ],
  ['What a refused client gets', refusals, ['/ 429 Come back in ']],
  ['Knowing of it', '', ['false', 'refusedShare: { low: 0, normal: 0, high: 0 }']],
];

describe('the examples of docs/load-shedding.md', () => {
  it('are these', () => {
    expect([...examples.keys()]).toEqual(printed.map(([title]) => title));
  });

  it.each(printed)('run: %s', async (title, questions, lines) => {
    const example = examples.get(title)!.replace('3000', '0');
    const text = questions === '' ? example : [example, asking, questions, ending].join('\n');
    const program = await Program.run(text, {
      external: ['express', 'fastify', 'koa'],
      timeoutMs: 60_000,
    });
    const { stdout, stderr } = program;
    expect([await program.closed, stderr]).toEqual([0, '']);
    for (const line of lines) expect(stdout).toContain(line);
  });

  it('name the health checks and the defaults as they are', async () => {
    const { defaultHealthChecks } = await import('../../../src/pressure/index.ts');
    const [, list = ''] = /GET and HEAD of ((?:`[^`]+`(?:, | and )?)+)others/.exec(text) ?? [];
    const named = [...list.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(5);
    for (const path of named) expect(defaultHealthChecks).toContain(path);
  });
});
