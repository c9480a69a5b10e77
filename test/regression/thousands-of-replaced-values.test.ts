import { expect, it } from 'vitest';
import { reportsOf } from '../profiling/heap-snapshot/startedPrograms.ts';

const values = 8000;

/** Each value of a Map is replaced by one that has two more. */
const program = `
  class Operation { constructor(at) { this.at = at; this.pad = [at, at]; } }
  const rows = new Map(Array.from({ length: ${values} }, (_, key) => [key, []]));
  let at = 0;
  export function work() {
    for (const [key, row] of rows) rows.set(key, [...row, new Operation(++at), new Operation(++at)]);
  }`;

/** It took the square of their number, which is minutes; and takes two seconds. */
const timeoutMs = 120_000;

it(
  'a Map of which thousands of values are replaced is told before one has gone to lunch',
  async () => {
    const [report] = await reportsOf('program.mjs', program, 1);
    expect(report!.suspects.map(({ path }) => path)).toEqual(['rows (module /app/program.mjs)']);
  },
  timeoutMs,
);
