import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TurnClock } from '../../../src/profiling/operations/TurnClock.ts';

let clock: TurnClock;

beforeEach(() => {
  clock = new TurnClock();
});

afterEach(() => clock.close());

describe('the clock of turns', () => {
  it('lets timers that are due and immediates run first', async () => {
    clock.open();
    const order: string[] = [];
    const turn = clock.next().then(() => order.push('turn'));
    setImmediate(() => order.push('immediate'));
    const timer = sleep(0).then(() => order.push('timer'));
    await Promise.all([turn, timer]);
    expect(order.at(-1)).toBe('turn');
    expect(order).toHaveLength(3);
  });

  it('lets them run first for one who begins to wait within a timer, too', async () => {
    clock.open();
    const order: string[] = [];
    await new Promise<void>((done) => {
      setTimeout(() => {
        setImmediate(() => order.push('immediate'));
        void clock.next().then(() => {
          order.push('turn');
          done();
        });
      }, 1);
    });
    expect(order).toEqual(['immediate', 'turn']);
  });

  it('serves those who wait at the same time, one after another, and without being opened', async () => {
    const first = clock.next();
    expect(clock.next()).toBe(first);
    await first;
    const second = clock.next();
    expect(second).not.toBe(first);
    await Promise.all([second, clock.next()]);
    clock.close();
    await clock.next();
  });

  it('does not leave anybody waiting who still does when it is closed', async () => {
    const turn = clock.next();
    clock.close();
    await expect(turn).resolves.toBeUndefined();
  });

  it('keeps a process alive for those who wait, and not longer', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import { TurnClock } from './TurnClock.ts';
          const clock = new TurnClock();
          clock.open();
          clock.next().then(() => console.log('turned'));
        `,
        resolveDir: `${import.meta.dirname}/../../../src/profiling/operations`,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    const options = { input: outputFiles[0]!.text, encoding: 'utf8', timeout: 15_000 } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-'], options)).toBe('turned\n');
  });
});
