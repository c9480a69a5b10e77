import { describe, expect, it } from 'vitest';
import { answerOf, programFile } from '../sampling/program.ts';

describe('a process that makes contexts while its heap is collected gently', { timeout: 120_000 }, () => {
  // One measurement of memory of V8 after another froze such a process after one to thirty of them.
  it('goes on, with a reading for each collection', async () => {
    const file = await programFile(`
      import vm from 'node:vm';
      const main = { list: Array.from({ length: 100_000 }, (_, index) => ({ index })) };
      const source = nodeSource();
      let readings = 0;
      source.onReading(() => readings++);
      let kept;
      let ended = 0;
      for (let round = 0; round < 30; round++) {
        const before = readings;
        if (!source.collector.collectGently().requested) break;
        kept = vm.createContext({ main });
        vm.runInContext(
          'var own = []; for (var i = 0; i < 3000; i++) own.push({ i: i, f: function () { return own; }, back: main.list[i] });',
          kept,
        );
        const begin = performance.now();
        while (readings === before && performance.now() - begin < 10_000) {
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        if (readings > before) ended++;
      }
      console.log(JSON.stringify({ ended, kept: kept.own.length }));
    `);
    expect(await answerOf([file], { timeout: 100_000 })).toEqual({ ended: 30, kept: 3000 });
  });
});
