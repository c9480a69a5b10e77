import { describe, expect, it } from 'vitest';
import { exhaustionOf, roomOf } from '../../../src/monitoring/leaks/exhaustion.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, kib, mib } from '../simulation.ts';

describe('what growth beside the heap can still take', () => {
  const host = { hostUsedBytes: 1000 * mib, hostTotalBytes: 16_000 * mib };
  const container = { containerUsedBytes: 194 * mib, containerLimitBytes: 400 * mib };

  it('is what the container has left, or the host where that has less', () => {
    const room = roomOf(toRow({ time: epoch, ...host, ...container }));
    expect(room?.limit).toBe('container');
    expect(room!.freeBytes / mib).toBeCloseTo(194, 6);
    expect(roomOf(toRow({ time: epoch, ...host }))?.limit).toBe('host');
    expect(roomOf(toRow({ time: epoch }))).toBeUndefined();
  });

  it('lasts as long as the pace says', () => {
    const times = Array.from({ length: 20 }, (_, index) => epoch + index * 10_000);
    const values = times.map((_, index) => 10 * mib + index * 1000 * kib);
    const estimate = exhaustionOf(
      { times, values },
      { limit: 'container', freeBytes: 194 * mib },
      times.at(-1)!,
    );
    expect(estimate!.etaMs / 1000).toBeCloseTo((194 * 1024) / 100, 0);
    expect(estimate!.lowMs).toBeLessThan(estimate!.etaMs);
  });
});
