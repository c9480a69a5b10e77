import { describe, expect, it } from 'vitest';
import { assertCollected, assertNoLeak } from '../../src/testing/assertions.ts';
import {
  type CollectionReport,
  collectionTest,
  testForCollection,
} from '../../src/testing/collectionTest.ts';
import { toBeCollected, toLeak } from '../../src/testing/matchers.ts';
import { FakeHeap } from './FakeHeap.ts';

/** A reference whose object is gone after so many looks. */
function goneAfter(looks: number): WeakRef<object> {
  let left = looks;
  return { deref: () => (left-- > 0 ? {} : undefined) } as WeakRef<object>;
}

function tested(heap: FakeHeap, reference: WeakRef<object>): Promise<CollectionReport> {
  const options = { graceMs: 500, timeoutMs: 30_000, explain: false };
  return testForCollection(reference, options, heap.surroundings());
}

describe('an object that ought to be garbage', () => {
  it('is, where it goes with the first collection', async () => {
    const heap = new FakeHeap();
    expect(await tested(heap, goneAfter(0))).toEqual({
      collected: true,
      durationMs: 0,
      message: 'The object is garbage, and has been collected.',
    });
    expect(heap.waits).toEqual([]);
  });

  it('is, where it goes within the grace', async () => {
    const heap = new FakeHeap();
    expect(await tested(heap, goneAfter(4))).toMatchObject({ collected: true, durationMs: 200 });
    expect(heap.waits).toEqual([10, 40, 150]);
  });

  it('is not, where it is there at the end of it', async () => {
    const heap = new FakeHeap();
    expect(await tested(heap, goneAfter(6))).toEqual({
      collected: false,
      durationMs: 500,
      message: 'The object is still alive 500 ms after it was let go of.',
    });
  });

  it('cannot be told where nothing can be collected', async () => {
    const heap = new FakeHeap();
    heap.refusal = 'V8 does not expose its collector.';
    await expect(tested(heap, goneAfter(0))).rejects.toMatchObject({ code: 'LEAK_UNDECIDED' });
  });
});

describe('what is given instead of an object', () => {
  it.each([
    [
      {},
      'a WeakRef, or a function that makes an object: expect() would keep the object itself alive, received {}',
    ],
    [undefined, 'expect() would keep the object itself alive, received nothing'],
    [() => 5, 'what the function makes must be an object, received 5'],
    [async () => null, 'what the function makes must be an object, received null'],
  ])('is refused where it is wrong: %o', async (subject, message) => {
    await expect(collectionTest(subject as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(message),
    });
  });

  it('may be a function, whose error is told', async () => {
    const failing = (): never => {
      throw new RangeError('broken');
    };
    await expect(collectionTest(failing)).rejects.toThrow(new RangeError('broken'));
  });

  it('may be asynchronous', async () => {
    const report = await collectionTest(async () => ({ made: await Promise.resolve(1) }));
    expect(report.collected).toBe(true);
  });
});

const kept: object[] = [];
function keep(): object {
  const made = { kept: true };
  kept.push(made);
  return made;
}

describe('matchers', () => {
  it('pass by what was found, and say it', async () => {
    const collected = await toBeCollected.call({ isNot: false }, () => ({}));
    expect([collected.pass, collected.message()]).toEqual([
      true,
      'expect(reference).toBeCollected()\n\nThe object is garbage, and has been collected.',
    ]);
    const alive = await toBeCollected.call({ isNot: true }, keep, { graceMs: 0 });
    expect([alive.pass, alive.message()]).toEqual([
      false,
      'expect(reference).not.toBeCollected()\n\nThe object is still alive 0 ms after it was let go of.',
    ]);
  });

  it('look for a holder where a leak is not what is expected', async () => {
    const rounds = { runs: 30, confirmingRuns: 80, graceMs: 0, explain: false };
    const result = await toLeak.call({ isNot: true }, () => void kept.push(new Array(500).fill(1)), rounds);
    expect(result.pass).toBe(true);
    expect(result.message()).toMatch(/^expect\(operation\)\.not\.toLeak\(\)\n\nIt leaks: each run keeps/);
  });

  it('refuse what is no operation', async () => {
    await expect(toLeak.call({}, 'text')).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('assertions', () => {
  it('resolve to nothing, which is what node:test has tests return', async () => {
    expect(await assertNoLeak(() => undefined)).toBeUndefined();
    expect(await assertCollected(() => ({}))).toBeUndefined();
  });

  it('throw an AssertionError with the report in it', async () => {
    const options = { runs: 30, confirmingRuns: 80, graceMs: 0, explain: false };
    await expect(assertNoLeak(() => void kept.push(new Array(500).fill(1)), options)).rejects.toMatchObject({
      code: 'ERR_ASSERTION',
      operator: 'assertNoLeak',
      message: expect.stringMatching(/^It leaks: each run keeps/),
      report: { leaks: true },
    });
    await expect(assertCollected(keep, { graceMs: 0, explain: false })).rejects.toMatchObject({
      code: 'ERR_ASSERTION',
      report: { collected: false },
    });
  });

  it('leave it to one test at a time', async () => {
    const order: string[] = [];
    const first = assertNoLeak(() => void order.push('first'), { runs: 6, warmUps: 1 });
    const second = assertNoLeak(() => void order.push('second'), { runs: 6, warmUps: 1 });
    await Promise.all([first, second].map((one) => one.catch(() => undefined)));
    expect(order.lastIndexOf('first')).toBeLessThan(order.indexOf('second'));
  });
});
