import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ExposedGc } from '../../../src/sampling/node/ExposedGc.ts';
import { MajorPause } from '../../../src/sampling/node/MajorPause.ts';
import type { CollectionEntry } from '../../../src/sampling/node/observeCollections.ts';

/** Collections that happen when a test says so. */
class Told {
  readonly heard: string[] = [];
  listeners = 0;
  tell: (entries: readonly CollectionEntry[]) => void = () => {};
  readonly pause: MajorPause = new MajorPause((onEntries) => {
    this.listeners += 1;
    this.tell = onEntries;
    return () => {
      this.listeners -= 1;
    };
  });

  next(name: string): void {
    this.pause.next((pauseMs) => this.heard.push(`${name} ${pauseMs}`));
  }
}

const entryOf = (kind: number, flags: number, duration: number): CollectionEntry => ({
  startTime: 0,
  duration,
  detail: { kind, flags },
});

describe('the pause at the end of a major collection', () => {
  it('is told once, and minor ones and starts of marking are not', () => {
    const told = new Told();
    told.next('a');
    told.tell([entryOf(1, 4, 3), entryOf(8, 0, 2)]);
    told.tell([entryOf(1, 0, 1), entryOf(4, 64, 21)]);
    told.tell([entryOf(4, 64, 99)]);
    expect(told.heard).toEqual(['a 21']);
    expect(told.listeners).toBe(0);
  });

  it('is not told where somebody forced a collection meanwhile', () => {
    for (const flags of [4, 16, 20]) {
      const told = new Told();
      told.next('a');
      told.tell([entryOf(4, flags, 200)]);
      told.tell([entryOf(4, 64, 21)]);
      expect([told.heard, told.listeners]).toEqual([[], 0]);
    }
  });

  it('is told to who asked last', () => {
    const told = new Told();
    told.next('a');
    const { tell } = told;
    told.next('b');
    expect(told.listeners).toBe(1);
    told.tell([{ startTime: 0, duration: 5 }, { startTime: 0, duration: 6, detail: 'no' }, entryOf(4, 0, 7)]);
    tell([entryOf(4, 0, 8)]);
    expect(told.heard).toEqual(['b 7']);
  });

  it('is not that of a collection that is forced in this very process', async () => {
    const gc = new ExposedGc();
    const heard: number[] = [];
    new MajorPause().next((pauseMs) => heard.push(pauseMs));
    gc.collect();
    await sleep(50);
    expect(heard).toEqual([]);
  });
});

describe('the end of a major collection', () => {
  it('is told before its pause, and also where somebody forced it', () => {
    for (const [flags, heard] of [
      [64, ['end', 'pause 21']],
      [4, ['end']],
      [16, ['end']],
    ] as const) {
      const told = new Told();
      told.pause.next(
        (pauseMs) => told.heard.push(`pause ${pauseMs}`),
        () => told.heard.push('end'),
      );
      told.tell([entryOf(1, 0, 1)]);
      expect(told.heard).toEqual([]);
      told.tell([entryOf(4, flags, 21)]);
      told.tell([entryOf(4, flags, 22)]);
      expect(told.heard).toEqual(heard);
    }
  });
});
