import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundled, folderOf } from '../profiling/program.ts';
import { answerOf } from '../sampling/program.ts';

it('the first operation of a process does not retain the code in which it is called (was: 344 bytes more than the next)', {
  timeout: 120_000,
}, async () => {
  const folder = folderOf({
    'profiler.mjs': await bundled('MemoryProfiler'),
    'program.mjs': `
      import { MemoryProfiler } from './profiler.mjs';
      const profiler = new MemoryProfiler({ isolationPauseMs: 60_000 });
      const nothing = () => {};
      nothing();
      const told = [];
      for (let call = 0; call < 3; call++) told.push((await profiler.measureOperation(nothing, 'nothing')).retained.bytes);
      console.log(JSON.stringify(told));
    `,
  });
  const more: number[] = [];
  for (let process = 0; process < 3; process++) {
    const [first, , third] = (await answerOf([join(folder, 'program.mjs')])) as number[];
    more.push(first! - third!);
  }
  expect(more.sort((a, b) => a - b)[1]).toBeLessThan(200);
});
