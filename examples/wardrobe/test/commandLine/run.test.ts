import { describe, expect, it } from 'vitest';
import { printBudgets, printLeaks } from '../../src/commandLine/measuring.ts';
import { run } from '../../src/commandLine/run.ts';

async function typed(line: string, { endAtMs = Number.POSITIVE_INFINITY } = {}) {
  const ending = new AbortController();
  let elapsedMs = 0;
  let printed = '';
  let errors = '';
  const code = await run(line.split(' '), {
    print: (text) => {
      printed += text;
    },
    printError: (text) => {
      errors += text;
    },
    now: () => elapsedMs,
    wait: async (ms) => {
      elapsedMs += ms;
      if (elapsedMs >= endAtMs) ending.abort();
    },
    listenForEnd: () => ending.signal,
  });
  return { code, printed, errors };
}

describe('the application', () => {
  it('says what it does, once every ten seconds how it goes, and what it did', async () => {
    const { code, printed, errors } = await typed('--seconds 25 --rate 20 --actors 5');
    expect(code).toBe(0);
    expect(errors).toBe('');
    const lines = printed.trimEnd().split('\n');
    expect(lines[0]).toBe('wardrobe  mixed workload, 20 operations a second, 5 actors, seed 1, no leak');
    expect(lines[1]).toMatch(
      /^wardrobe {6}10 s {3}200 operations \(20 a second\) {3}\d+ entities {3}heap \d+\.\d MB$/,
    );
    expect(lines[2]).toMatch(/^wardrobe {6}20 s {3}400 operations/);
    expect(lines[3]).toMatch(/^wardrobe {6}25 s {3}500 operations/);
    expect(lines[4]).toBe('wardrobe  ended after 25.0 s: 500 operations, 20 a second');
    expect(lines[5]).toMatch(/^wardrobe {2}of them clothing \d+, anatomy \d+, lifecycle \d+; 0 left undone$/);
    expect(lines.length).toBe(7);
  });

  it('ends with a summary when it is asked to end', async () => {
    const { code, printed } = await typed('--rate 20 --actors 5', { endAtMs: 15_000 });
    expect(code).toBe(0);
    expect(printed).toMatch(/ended after 15\.0 s: 300 operations/);
  });

  it('ends in order before it has begun', async () => {
    const { code, printed } = await typed('--actors 50', { endAtMs: 0 });
    expect(code).toBe(0);
    expect(printed).toMatch(/ended after 0\.0 s: 0 operations, 0 a second/);
  });

  it('says how much the leak has kept', async () => {
    const { printed } = await typed('--seconds 20 --rate 400 --actors 30 --leak listeners --leak-rate 70000');
    expect(printed).toMatch(/leak listeners at 70,000 bytes a second\n/);
    expect(printed).toMatch(/leaked 1\.\d MB\n/);
    expect(printed).toMatch(
      /leak listeners kept 1\.\d MB: [67]\d,\d{3} bytes a second of 70,000 asked for\n$/,
    );
  });

  it('ends with code 2 and one clear sentence where an option is wrong', async () => {
    const { code, printed, errors } = await typed('--actors none');
    expect(code).toBe(2);
    expect(printed).toBe('');
    expect(errors).toBe('wardrobe: --actors must be a whole number from 1 to 20000, received "none"\n');
  });

  it('explains itself', async () => {
    const { code, printed } = await typed('--help');
    expect(code).toBe(0);
    for (const word of ['--workload', '--leak-rate', 'perception-log', 'default: 400'])
      expect(printed).toContain(word);
  });
});

describe('the measurements', () => {
  it.each([
    [-1234, true, '-1.2 kB'],
    [200_000_000, false, '200000.0 kB'],
  ])('print a table of budgets and say whether they hold: %d bytes, %s', async (grownBytes, holds, words) => {
    let printed = '';
    const held = await printBudgets(
      (text) => {
        printed += text;
      },
      async (budget) => ({ ...budget, grownBytes: budget.kind === 'anatomy' ? grownBytes : 0 }),
    );
    expect(held).toBe(holds);
    const [head, clothing, anatomy] = printed.split('\n').map((line) => line.split(/ {2,}/));
    expect(head).toEqual(['operations', 'budget', 'grown after collection']);
    expect(clothing).toEqual(['1,000 clothing', '10.0 MB', '0.0 kB']);
    expect(anatomy).toEqual(['100,000 anatomy', '200.0 MB', words]);
  });

  it('print the rate of each leak', async () => {
    let printed = '';
    await printLeaks(
      (text) => {
        printed += text;
      },
      async ({ leak, bytesPerSecond }) => ({
        leak,
        askedBytesPerSecond: bytesPerSecond,
        measuredBytesPerSecond: bytesPerSecond * 1.01,
      }),
    );
    expect(printed).toMatch(/^none +0 +0$/m);
    expect(printed).toMatch(/^perception-log +100,000 +101,000$/m);
  });
});
