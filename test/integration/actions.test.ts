import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessAnswer } from '../../src/wire/call.ts';
import { type TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const app = `
  import { LRUCache } from '${import.meta.resolve('lru-cache')}';
  import { startMemoryMonitoring } from '${new URL('../../dist/index.js', import.meta.url)}';
  const { pressure } = startMemoryMonitoring();
  const answers = new LRUCache({ max: 1000 });
  for (let key = 0; key < 1000; key++)
    answers.set(key, Array.from({ length: 200 }, (_, at) => key + '-' + at + '-' + Math.random()));
  (await pressure).manage(answers, { name: 'answers' });
  setInterval(() => answers.get(3), 20);
`;

async function ask(run: TidemarkRun, method: string, path: string): Promise<ProcessAnswer> {
  const { pid, url } = await run.greeting();
  const token = await run.token();
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}api/processes/${pid}/${path}`, { method, headers });
  return (await response.json()) as ProcessAnswer;
}

describe.skipIf(unbuilt)('actions on a process under tidemark run', () => {
  it('say what they cost, are done in that process, and tell what was measured', async () => {
    const run = place.run(['--port', '0', '--no-open', '--interval', '100', place.script(app)]);
    await until(async () =>
      expect(await ask(run, 'GET', 'caches')).toMatchObject({ caches: [{ name: 'answers', entries: 1000 }] }),
    );
    expect(await ask(run, 'GET', 'costs')).toMatchObject({ costs: { collection: { measured: false } } });

    const collected = await ask(run, 'POST', 'actions/collect-garbage?maxPauseMs=60000');
    expect(collected).toMatchObject({ type: 'collected', collection: { pauseMs: expect.any(Number) } });

    const pruned = await ask(run, 'POST', 'actions/prune-caches?mode=aggressive&maxPauseMs=60000');
    expect(pruned).toMatchObject({ type: 'pruned', pruning: { entries: 750, pruned: ['answers'] } });
    const { pruning } = pruned as Extract<ProcessAnswer, { type: 'pruned' }>;
    expect(pruning.freedBytes).toBeGreaterThan(3e6);

    expect(await ask(run, 'POST', 'actions/sample-allocations')).toMatchObject({ type: 'sampling' });
    expect(await ask(run, 'POST', 'actions/sample-allocations?run=read')).toMatchObject({
      type: 'allocations',
      allocations: { root: { children: expect.any(Array) } },
    });

    const settings = await ask(run, 'GET', 'settings');
    expect(settings).toMatchObject({
      settings: expect.arrayContaining([
        expect.objectContaining({ path: 'sampling.interval', value: '100', origin: '--interval' }),
      ]),
    });
    expect(run.stderr).not.toContain(await run.token());
    run.child.kill('SIGTERM');
  });
});
