import { describe, expect, it } from 'vitest';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { lifeOf, ownSignature } from '../../src/recording/processSignature.ts';

const own = { bootId: 'a', pidNamespace: 'pid:[1]', startTicks: 50 };
const now = 10_000_000;

function filesWith(stats: Record<string, string>) {
  return {
    readFileSync: (path: string): Uint8Array => {
      const text = stats[path];
      if (text === undefined) throw new Error('ENOENT');
      return new TextEncoder().encode(text);
    },
    readlinkSync: (): string => 'pid:[1]',
  };
}

function stat(state: string, ticks: number): string {
  return `4711 (a) strange (name) ${state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ${ticks} 20 21`;
}

function life(
  signature: Partial<typeof own>,
  {
    silentMs = 0,
    stats = {},
    isRunning = true,
    startedAt = now,
  }: { silentMs?: number; stats?: object; isRunning?: boolean; startedAt?: number } = {},
) {
  return lifeOf(
    { pid: 4711, signature, intervalMs: 1000, startedAt, lastWrittenAt: now - silentMs },
    { own, files: filesWith(stats as Record<string, string>), now, isRunning: () => isRunning },
  );
}

describe('whether a recorded process lives', () => {
  it('is told by when the process of its pid began', () => {
    const same = { ...own, startTicks: 77 };
    expect(life(same, { stats: { '/proc/4711/stat': stat('S', 77) } })).toBe('alive');
    expect(life(same, { stats: { '/proc/4711/stat': stat('S', 78) } })).toBe('dead');
    expect(life(same, { stats: { '/proc/4711/stat': stat('Z', 77) } })).toBe('dead');
    expect(life(same)).toBe('dead');
    expect(life(same, { silentMs: 3_600_000, stats: { '/proc/4711/stat': stat('T', 77) } })).toBe('alive');
  });

  it('is not known of another container or machine until it has been silent for long', () => {
    const elsewhere = { ...own, pidNamespace: 'pid:[2]' };
    expect(life(elsewhere, { stats: { '/proc/4711/stat': stat('S', 50) } })).toBe('unknown');
    expect(life(elsewhere, { silentMs: 31_000 })).toBe('dead');
    expect(life({ ...own, bootId: 'b' }, { silentMs: 29_000 })).toBe('unknown');
  });

  it('is not judged by time that a clock has left out, which was set forward since it wrote last', () => {
    const hour = 3_600_000;
    // It began 500 ms after the system's start, which was an hour ago by now.
    const elsewhere = { ...own, pidNamespace: 'pid:[2]' };
    const stats = { '/proc/uptime': '3600.00 7000.00\n' };
    const unset = { stats, startedAt: now - hour + 500 };
    expect(life(elsewhere, { ...unset, silentMs: 31_000 })).toBe('dead');
    const forward = { stats, startedAt: now - 2 * hour + 500 };
    expect(life(elsewhere, { ...forward, silentMs: hour + 700 })).toBe('unknown');
    expect(life(elsewhere, { ...forward, silentMs: hour - 700 })).toBe('unknown');
    expect(life(elsewhere, { ...forward, silentMs: hour + 31_000 })).toBe('dead');
    // What was written after the step is judged as ever.
    expect(life(elsewhere, { ...forward, silentMs: 31_000 })).toBe('dead');
    expect(life({ ...elsewhere, bootId: 'b' }, { ...forward, silentMs: hour + 700 })).toBe('dead');
    expect(life(elsewhere, { ...forward, stats: {}, silentMs: hour + 700 })).toBe('dead');
    const back = { stats, startedAt: now - hour / 2 };
    expect(life(elsewhere, { ...back, silentMs: 31_000 })).toBe('dead');
  });

  it('is asked of the system where there is no /proc', () => {
    const none = { startTicks: undefined } as unknown as Partial<typeof own>;
    expect(life(none, { isRunning: false })).toBe('dead');
    expect(life(none)).toBe('unknown');
    expect(life(none, { silentMs: 31_000 })).toBe('dead');
  });

  it.skipIf(process.platform !== 'linux')('is yes of this very process', () => {
    const signature = ownSignature(flightFiles);
    expect(signature.startTicks).toBeGreaterThan(0);
    const witness = { own: signature, files: flightFiles, now, isRunning: () => false };
    const recorded = { pid: process.pid, signature, intervalMs: 1000, startedAt: 0, lastWrittenAt: 0 };
    expect(lifeOf(recorded, witness)).toBe('alive');
  });
});
