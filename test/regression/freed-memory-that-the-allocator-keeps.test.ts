import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { PressureGauge } from '../../src/pressure/PressureGauge.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

/**
 * A process in a container whose cache grows by 2 MB each tenth of a second, in buffers that come from `malloc`: what is
 * freed stays resident and is filled again, unless other memory is allocated, which is charged beside it.
 */
class KeepingProcess extends PressedProcess {
  readonly cache: PressedCache;
  residentBytes = 60 * mib;
  /** Of a size that does not fit into what was freed. */
  otherBytes = 0;

  constructor() {
    super({}, {}, (source) => {
      source.liveBytes = 20 * mib;
      source.heapLimitBytes = 4000 * mib;
      source.containerLimitBytes = 256 * mib;
    });
    this.cache = new PressedCache(this.source, 0, 'thumbs');
    this.manager.manage(this.cache);
    const { read } = this.source;
    this.source.read = (row) => {
      const { liveBytes, garbageBytes } = this.source;
      this.residentBytes = Math.max(this.residentBytes, liveBytes + garbageBytes + 40 * mib);
      const rssBytes = this.residentBytes + this.otherBytes;
      this.source.more = { rssBytes };
      this.source.containerUsedBytes = rssBytes - 40 * mib;
      read.call(this.source, row);
    };
    this.manager.enableAutomaticManagement();
  }

  async fill(seconds: number, cacheBytes = 2 * mib, otherBytes = 0): Promise<void> {
    for (let tenth = 0; tenth < 10 * seconds; tenth++) {
      this.cache.entries += cacheBytes / mib;
      this.source.liveBytes += cacheBytes;
      this.otherBytes += otherBytes;
      await this.pass(100);
    }
  }

  get criticalTimes(): number[] {
    return this.manager.applied
      .filter(({ strategy }) => strategy === 'critical-memory')
      .map(({ time }) => time);
  }
}

describe('a cache whose memory the allocator keeps', () => {
  it('is pruned again when what was freed has been filled, and not before', async () => {
    const process = new KeepingProcess();
    await process.fill(40);
    const times = process.criticalTimes;
    expect(times.length).toBeGreaterThanOrEqual(2);
    const waits = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...waits)).toBeGreaterThan(4000);
    expect(process.residentBytes).toBeLessThan((40 + 256) * mib);
  });

  it('does not leave the level critical, and what is left of the container is said with what is free inside', async () => {
    const process = new KeepingProcess();
    const reasons: string[] = [];
    process.manager.onLevelChange(({ reason }) => reasons.push(reason));
    while (process.criticalTimes.length === 0) await process.fill(1);
    await process.pass(30_000);
    expect(process.manager.getCurrentPressureLevel()).toBe('normal');
    expect(process.source.containerUsedBytes).toBeGreaterThan(0.75 * 256 * mib);
    while (process.manager.getCurrentPressureLevel() === 'normal') await process.fill(1);
    expect(reasons.at(-1)).toMatch(
      /^Memory of the container is at \d+ MB, \d+ % of 256 MB, with [\d.]+ MB of it free/,
    );
  });

  it('is told as freed, with what the system has back, and that the allocator keeps it after three times', async () => {
    const process = new KeepingProcess();
    while (process.criticalTimes.length < 3) await process.fill(1);
    const applied = process.manager.applied.filter(({ strategy }) => strategy === 'critical-memory');
    for (const { freedBytes, returnedBytes } of applied) {
      expect(freedBytes).toBeGreaterThan(90 * mib);
      expect(returnedBytes).toBeLessThanOrEqual(0);
    }
    expect(applied.map(({ detail }) => /\d times in a row/.exec(detail)?.[0])).toEqual([
      undefined,
      undefined,
      '3 times in a row',
    ]);
    expect(process.told.at(-1)).toMatchObject({ returnedBytes: applied[2]?.returnedBytes });
    expect(process.logger.lines.at(-1)).toContain(', and nothing went back to the system. Pruned');
  });

  it('is pruned at once where other memory is charged beside what is free', async () => {
    const process = new KeepingProcess();
    while (process.criticalTimes.length === 0) await process.fill(1);
    await process.pass(5000);
    expect(process.criticalTimes).toHaveLength(1);
    while (process.source.containerUsedBytes! < 0.96 * 256 * mib) await process.fill(0.1, 0, mib);
    await process.fill(0.5, 0, 0);
    expect(process.criticalTimes.length).toBeGreaterThan(1);
  });
});

it('what grows no more is not said to be used up soon, while the level still holds', () => {
  const gauge = new PressureGauge(resolveConfiguration().configuration.thresholds, 2500);
  const reasonAt = (tenth: number, megabytes: number): string =>
    gauge.read(
      toRow({
        time: epoch + 100 * tenth,
        containerUsedBytes: megabytes * mib,
        containerLimitBytes: 256 * mib,
      }),
    ).reason;
  let reason = '';
  for (let tenth = 0; tenth <= 50; tenth++) reason = reasonAt(tenth, 157 + tenth);
  expect(reason).toBe(
    'Memory of the container is at 207 MB, 81 % of 256 MB and would be used up in about 5 s.',
  );
  for (let tenth = 51; tenth <= 110; tenth++) reason = reasonAt(tenth, 207);
  expect(reason).toBe('Memory of the container is at 207 MB, 81 % of 256 MB.');
});
