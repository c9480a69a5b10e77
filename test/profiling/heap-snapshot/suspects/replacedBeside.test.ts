import { describe, expect, it } from 'vitest';
import { leaksOf } from '../startedPrograms.ts';

const state = `
  class Ev { constructor(i) { this.i = i; this.t = 'ev' + i; this.d = { i }; } }
  class Order { constructor(i) { this.id = i; this.l = ['l' + i]; } }
  let state = { events: [], orders: [] }; let n = 0;
  const step = () => { for (let i = 0; i < 75; i++) { n++; state = { ...state,
    events: [...state.events, ...Array.from({ length: 6 }, (_, k) => new Ev(n * 10 + k))],
    orders: [...state.orders, ...Array.from({ length: 4 }, (_, k) => new Order(n * 10 + k))] }; } };`;

describe('a state that is replaced by a greater one', { timeout: 120_000 }, () => {
  it('is told what it gained itself, not what two typed arrays beside it grew by (was: +490 kB)', async () => {
    const grownIn = async (program: string): Promise<Map<string, number>> => {
      const [suspects] = await leaksOf('state.cjs', program, 1);
      for (const { grownBytes, retainedBytes } of suspects!) expect(grownBytes).toBeLessThan(retainedBytes);
      return new Map(suspects!.map(({ path, grownBytes }) => [path, grownBytes]));
    };
    const alone = await grownIn(`${state} exports.work = () => step();`);
    const beside = await grownIn(`${state}
      let samples = new Float64Array(1000); let buf = Buffer.alloc(1000);
      exports.work = () => {
        step();
        const more = new Float64Array(samples.length + 10_000); more.set(samples); samples = more;
        buf = Buffer.concat([buf, Buffer.alloc(50_000)]);
      };`);
    expect([...beside.keys()].sort()).toEqual([
      'state (module /app/state.cjs) → events',
      'state (module /app/state.cjs) → orders',
    ]);
    for (const [path, bytes] of beside) expect(bytes / alone.get(path)!).toBeCloseTo(1, 1);
  });
});
