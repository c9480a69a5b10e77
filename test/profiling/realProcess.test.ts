import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { ObservedSite, SiteLook } from '../../src/sampling/AllocationObserver.ts';
import { runProgram } from './program.ts';

/** Keeps 12 objects at each call, some 10 KB. */
const leak = `
const kept: object[] = [];

export function remember(count: number): void {
  for (let index = 0; index < count; index++) kept.push({ index, values: new Array(100).fill(index) });
}
`;

/** Allocates ten times as much, and drops all of it but the last hundred. */
const churn = `
  const recent = new Array(100).fill(undefined);
  let place = 0;
  function serve() {
    for (let index = 0; index < 120; index++) recent[place++ % 100] = { index, values: new Array(100).fill(index) };
  }
`;

interface Answer {
  readonly look: SiteLook;
  readonly named: readonly ObservedSite[];
}

async function compiled(text: string): Promise<{ readonly code: string; readonly map: string }> {
  return transform(text, {
    loader: 'ts',
    sourcemap: true,
    sourcefile: 'src/memory.ts',
    banner: '// generated\n'.repeat(9),
  });
}

describe('allocation sites of a real process', () => {
  it('name the function that leaks, or the one that it was inlined into, before the one that allocates most', async () => {
    const { look, named } = (await runProgram(`
      const kept = [];
      function remember() {
        for (let index = 0; index < 12; index++) kept.push({ index, values: new Array(100).fill(index) });
      }
      ${churn}
      function tick() { remember(); serve(); }
      sites.start();
      const look = await looks(tick);
      sites.stop();
      print({ look, named: await sites.sites() });
    `)) as Answer;
    const [first] = named;
    expect(['remember', 'tick']).toContain(first?.function);
    expect(first?.file).toBe('program.mjs');
    expect(first?.package).toBeUndefined();
    expect(first?.survival).toBeGreaterThan(0.5);
    expect(named.filter((site) => site.function === 'serve').every((site) => site.survival < 0.5)).toBe(true);
    expect(named.filter((site) => site.package === 'tidemark')).toEqual([]);
    expect(look.oldSurvivorBytes).toBeGreaterThan(100_000);
    expect(look.liveBytes).toBeGreaterThan(1_000_000);
    expect(look.pauseMs).toBeGreaterThan(0);
  });

  it('lead to the line of the TypeScript source', async () => {
    const { code, map } = await compiled(leak);
    const { named } = (await runProgram(
      `
      const { remember } = await import('./dist/memory.mjs');
      sites.start();
      const look = await looks(() => remember(50));
      sites.stop();
      print({ look, named: await sites.sites() });
    `,
      { 'dist/memory.mjs': `${code}//# sourceMappingURL=memory.mjs.map\n`, 'dist/memory.mjs.map': map },
    )) as Answer;
    expect(named[0]).toMatchObject({ function: 'remember', file: 'dist/src/memory.ts', line: 4 });
  });

  it('name the npm package', async () => {
    const { code } = await compiled(leak);
    const { named } = (await runProgram(
      `
      const { remember } = await import('@shop/basket');
      sites.start();
      const look = await looks(() => remember(50));
      sites.stop();
      print({ look, named: await sites.sites() });
    `,
      {
        'node_modules/@shop/basket/package.json':
          '{"name":"@shop/basket","type":"module","main":"basket.js"}',
        'node_modules/@shop/basket/basket.js': code,
      },
    )) as Answer;
    expect(named[0]).toMatchObject({
      function: 'remember',
      file: 'node_modules/@shop/basket/basket.js',
      package: '@shop/basket',
    });
  });

  it("leave somebody else's sampler running, and share it", async () => {
    const answer = (await runProgram(`
      const theirs = new Session();
      theirs.connect();
      const samples = () => {
        let count = -1;
        theirs.post('HeapProfiler.getSamplingProfile', (error, result) => { if (!error) count = result.profile.samples.length; });
        return count;
      };
      theirs.post('HeapProfiler.startSampling', { samplingInterval: 16384 });
      const kept = [];
      function remember() {
        for (let index = 0; index < 50; index++) kept.push({ index, values: new Array(100).fill(index) });
      }
      sites.start();
      const look = await looks(remember);
      sites.stop();
      const after = samples();
      theirs.post('HeapProfiler.stopSampling');
      print({ look, named: await sites.sites(), after, end: samples() });
    `)) as Answer & { after: number; end: number };
    expect(answer.named[0]?.function).toBe('remember');
    expect(answer.look.liveBytes).toBeUndefined();
    expect(answer.after).toBeGreaterThan(10);
    expect(answer.end).toBe(-1);
  });

  it('are sampled no more once they are stopped', async () => {
    const running = await runProgram(`
      const watcher = new Session();
      watcher.connect();
      const sampled = () => {
        let running = false;
        watcher.post('HeapProfiler.getSamplingProfile', (error) => { running = !error; });
        return running;
      };
      const answers = [sampled()];
      sites.start();
      answers.push(sampled());
      sites.stop();
      answers.push(sampled());
      print(answers);
    `);
    expect(running).toEqual([false, true, false]);
  });
});
