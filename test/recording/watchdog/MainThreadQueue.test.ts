import { expect, it } from 'vitest';
import { MainThreadQueue } from '../../../src/recording/watchdog/MainThreadQueue.ts';

it('the time in which the main thread waited for a processor is the second number of its statistics', () => {
  const paths: string[] = [];
  const read = (path: string): string => {
    paths.push(path);
    return '300179332 8923436535 953\n';
  };
  expect(new MainThreadQueue(42, read).waitedMs()).toBeCloseTo(8923.4, 1);
  expect(paths).toEqual(['/proc/self/task/42/schedstat']);
});

it.runIf(process.platform === 'linux')('it is there on Linux, and does not fall', () => {
  const queue = new MainThreadQueue();
  const before = queue.waitedMs()!;
  expect(before).toBeGreaterThanOrEqual(0);
  expect(queue.waitedMs()).toBeGreaterThanOrEqual(before);
});

it('it is not known where there is no such file, or where that says something else', () => {
  const missing = new MainThreadQueue(1, () => {
    throw new Error('ENOENT');
  });
  expect(missing.waitedMs()).toBeUndefined();
  expect(new MainThreadQueue(1, () => 'nothing').waitedMs()).toBeUndefined();
});
