import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import { ResourceWatch } from '../../../src/monitoring/resources/ResourceWatch.ts';
import { resourceEnd } from '../../../src/monitoring/resources/resourceEnd.ts';
import type { LeakReport } from '../../../src/wire/event.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, kib, mib } from '../simulation.ts';

const now = epoch + 600_000;

/** Sixty points at one in 10 s. */
function points(value: (second: number) => number) {
  const seconds = Array.from({ length: 61 }, (_, index) => 10 * index);
  return { times: seconds.map((second) => epoch + 1000 * second), values: seconds.map(value) };
}

const facts = {
  counts: points((second) => 20 + second / 2),
  descriptorsEach: 1,
  bytes: undefined,
  room: undefined,
  descriptors: { limit: 1024, open: 330 },
  now,
};

describe('where things that are never closed end', () => {
  it('is the limit of open files, with its interval', () => {
    const { limit, outOfMemory, sentences } = resourceEnd(facts);
    expect(outOfMemory).toBeUndefined();
    expect(limit).toMatchObject({ of: 'open files', count: 1024 });
    expect(limit!.etaMs! / 1000).toBeCloseTo((1024 - 330) * 2, -2);
    expect(limit!.lowMs!).toBeLessThan(limit!.etaMs!);
    expect(limit!.highMs!).toBeGreaterThan(limit!.etaMs!);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      /^At this pace the limit of 1,024 open files is reached in about 23 min \(\d+ min to \d+ min\); nothing can be opened then \(EMFILE\)\.$/,
    );
  });

  it('comes sooner where each of them holds several, and may be there at any time', () => {
    const four = resourceEnd({ ...facts, descriptorsEach: 4 });
    expect(four.limit!.etaMs!).toBeLessThan(resourceEnd(facts).limit!.etaMs! / 3);
    const full = resourceEnd({ ...facts, descriptors: { limit: 1024, open: 1024 } });
    expect(full.limit!.etaMs!).toBeLessThan(30_000);
  });

  it('is memory where it is known what each of them holds', () => {
    const bytes = points((second) => 80 * mib + 500 * kib * second);
    const room = { limit: 'container', freeBytes: 300 * mib } as const;
    const { outOfMemory, sentences } = resourceEnd({ ...facts, descriptorsEach: 0, bytes, room });
    expect(outOfMemory).toMatchObject({ limit: 'container' });
    expect(outOfMemory!.etaMs / 1000).toBeCloseTo((300 * 1024) / 500, -2);
    expect(sentences[0]).toMatch(/^At this pace the container is full in about 10 min/);
  });

  it.each([
    [{ descriptorsEach: 0 }, 'no limit on their number is known'],
    [{ descriptors: { limit: 1024, open: Number.NaN } }, 'is told by Linux 6.2 and later'],
    [{ descriptorsEach: 0, bytes: points(() => 1) }, 'no limit of container or host is known'],
    [{ counts: points(() => 20) }, 'is not reached within 30 days'],
    [{ descriptors: undefined }, 'no limit on their number is known'],
  ])('says in one sentence why it is not known: %#', (more, words) => {
    const { sentences, outOfMemory, limit } = resourceEnd({ ...facts, ...more });
    expect(outOfMemory).toBeUndefined();
    expect(limit?.etaMs).toBeUndefined();
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toContain(words);
  });

  it('is in what is told: of files their limit, of worker threads the memory of the container', () => {
    const { configuration } = resolveConfiguration({});
    const native = new MinimumSeries({ size: 400, blockMs: 0 });
    let second = 0;
    const place = { function: 'startJob', file: 'src/jobs.ts', line: 41, package: undefined };
    const watch = new ResourceWatch({
      counter: {
        count: () => [
          { kind: 'handle', type: 'file descriptor', count: 20 + 3 * second },
          { kind: 'worker', type: 'src/jobs.ts:41', count: Math.floor(second / 8), ended: 0, place },
        ],
        descriptorLimit: () => 8192,
        close: () => {},
      },
      settings: configuration.leakDetection,
      native,
      now: () => 0,
    });
    const told: LeakReport[] = [];
    for (; second <= 900; second += 5) {
      const time = epoch + 1000 * second;
      if (second % 20 === 0) native.add(time, 40 * mib + (second / 8) * 5.2 * mib);
      const containerUsedBytes = 100 * mib + (second / 8) * 5.2 * mib;
      const row = toRow({ time, containerUsedBytes, containerLimitBytes: 1024 * mib });
      told.push(...watch.addSample(row));
    }
    const worker = told.find(({ resource }) => resource?.kind === 'worker')!;
    expect(worker.outOfMemory).toMatchObject({ limit: 'container' });
    expect(worker.outOfMemory!.lowMs).toBeLessThan(worker.outOfMemory!.etaMs);
    const files = told.find(({ resource }) => resource?.kind === 'handle')!;
    expect(files.resource!.limit).toMatchObject({ of: 'open files', count: 8192 });
    expect(files.evidence.join(' ')).toContain('the limit of 8,192 open files is reached in about');
  });
});
