import { describe, expect, it } from 'vitest';
import { measureOperation } from '../../../src/profiling/operations/measureOperation.ts';
import { FakeHeap } from './FakeHeap.ts';

/** Lets other callbacks have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('operations that wait for their turn', () => {
  it('lets those that ask for a turn run one after the other, after those that do not ask, and within one at once', async () => {
    const heap = new FakeHeap();
    heap.pauseMs = 40;
    const ledger = heap.ledger(50);
    const order: string[] = [];
    const steps = (name: string) => async () => {
      for (let step = 0; step < 3; step++) {
        order.push(name);
        heap.allocate(1000, 100);
        await turn();
      }
    };
    const inTurn = (name: string, work = steps(name)) =>
      measureOperation(
        ledger,
        work,
        name,
        { inTurn: true },
        () => heap.time,
        () => {},
      );
    const [, first, second] = await Promise.all([
      ledger.measure('unasked', steps('unasked')),
      inTurn('first'),
      inTurn('second', async () => {
        await inTurn('within');
        await steps('second')();
      }),
    ]);
    const thrice = (name: string): string[] => [name, name, name];
    expect(order).toEqual(['unasked', 'first', 'within', 'second'].flatMap(thrice));
    expect(first?.retained).toMatchObject({ performed: true, bytes: 300 });
    expect(second?.retained).toMatchObject({ performed: true, bytes: 600 });
    expect([first, second].map((one) => one?.concurrentOperations)).toEqual([0, 0]);
  });

  it('lets the next one run where the one before has failed', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    const inTurn = (work: () => Promise<string>) =>
      measureOperation(
        ledger,
        work,
        'operation',
        { inTurn: true },
        () => heap.time,
        () => {},
      );
    const failing = inTurn(() => Promise.reject(new Error('no')));
    const next = inTurn(async () => 'done');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toMatchObject({ result: 'done' });
  });
});
