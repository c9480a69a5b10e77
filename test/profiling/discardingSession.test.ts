import { describe, expect, it } from 'vitest';
import { discardingSession } from '../../src/profiling/discardingSession.ts';
import { answerOf, programFile } from '../sampling/program.ts';

const discards = 'Runtime.discardConsoleEntries';

function staged() {
  const done: string[] = [];
  const state = { isDebugged: false };
  let action: (() => void) | undefined;
  const session = discardingSession(
    {
      connect: () => void done.push('connect'),
      disconnect: () => void done.push('disconnect'),
      post: (method, _, answer) => {
        done.push(method);
        answer(null);
      },
    },
    {
      isDebugged: () => state.isDebugged,
      repeat: (repeated) => {
        action = repeated;
        return () => {
          action = undefined;
        };
      },
    },
  );
  return { session, done, state, tick: () => action?.() };
}

describe('a session that keeps nothing of the application alive', () => {
  it('discards what was logged again and again, and before it ends', () => {
    const { session, done, tick } = staged();
    session.connect();
    tick();
    session.post('HeapProfiler.enable', {}, () => undefined);
    tick();
    session.disconnect();
    tick();
    expect(done).toEqual(['connect', discards, 'HeapProfiler.enable', discards, discards, 'disconnect']);
  });

  it('leaves it to a debugger that may be there', () => {
    const { session, done, state, tick } = staged();
    state.isDebugged = true;
    session.connect();
    tick();
    session.disconnect();
    expect(done).toEqual(['connect', 'disconnect']);
  });

  it('frees what an application logs while its allocations are sampled, and what it has logged when that is over', async () => {
    const program = `
      import { AllocationSampler } from '../profiling/AllocationSampler.ts';
      const sampler = new AllocationSampler();
      let made = 0;
      let freed = 0;
      const registry = new FinalizationRegistry(() => freed++);
      function log() {
        const logged = { values: new Array(1000).fill(made++) };
        registry.register(logged, 0);
        console.error(logged);
      }
      async function alive() {
        for (let round = 0; round < 5; round++) {
          gc();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return made - freed;
      }
      sampler.start(65536);
      for (let index = 0; index < 300; index++) log();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const meanwhile = await alive();
      for (let index = 0; index < 300; index++) log();
      sampler.stop();
      console.log(JSON.stringify({ meanwhile, afterwards: await alive() }));
    `;
    const { meanwhile, afterwards } = (await answerOf(['--expose-gc', await programFile(program)], {
      timeout: 60_000,
      maxBuffer: 64 * 1024 ** 2,
    })) as { readonly meanwhile: number; readonly afterwards: number };
    // The last one may be on the stack still.
    expect(meanwhile).toBeLessThanOrEqual(2);
    expect(afterwards).toBeLessThanOrEqual(2);
  });
});
