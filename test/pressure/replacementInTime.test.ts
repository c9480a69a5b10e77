import { describe, expect, it } from 'vitest';
import { replacementInTime } from '../../src/pressure/replacementInTime.ts';
import { SteepGrowth } from '../../src/pressure/SteepGrowth.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from './PressedProcess.ts';

describe('a replacement in time', () => {
  const prospect = { readyInMs: 4000, share: 0.85, etaMs: 14_000, cause: 'container' } as const;

  it('is one that is there before memory is used up, with a margin of a half', () => {
    expect(replacementInTime(prospect)).toBe(true);
    expect(replacementInTime({ ...prospect, etaMs: 6100 })).toBe(true);
    expect(replacementInTime({ ...prospect, etaMs: 5900 })).toBe(false);
    expect(replacementInTime({ ...prospect, readyInMs: 20_000 })).toBe(false);
    expect(replacementInTime({ ...prospect, etaMs: Number.POSITIVE_INFINITY })).toBe(true);
  });

  it('is not counted on where nobody can be asked, at the end, or where it is not known how fast memory grows', () => {
    expect(replacementInTime({ ...prospect, readyInMs: undefined })).toBe(false);
    expect(replacementInTime({ ...prospect, share: 0.95 })).toBe(false);
    expect(replacementInTime({ ...prospect, etaMs: 0 })).toBe(false);
    expect(replacementInTime({ ...prospect, cause: 'stall' })).toBe(false);
  });
});

describe('a container that siblings share', () => {
  it('has load shed for it in none of them, however late a replacement is, or whether one comes at all', () => {
    const late = { readyInMs: undefined, share: 0.97, etaMs: 500, relievedByOthers: true };
    expect(replacementInTime({ ...late, cause: 'container' })).toBe(true);
    expect(replacementInTime({ ...late, cause: 'heap' })).toBe(false);
    expect(replacementInTime({ ...late, cause: 'stall' })).toBe(false);
  });
});

describe('the cautious forecast', () => {
  it('takes a step for growth that goes on, where the other does not', () => {
    const growth = new SteepGrowth();
    for (let time = 0; time <= 6000; time += 100) growth.add(time, time < 5500 ? 500 : 550);
    expect(growth.etaMs(6100, 550, 1000)).toBe(Number.POSITIVE_INFINITY);
    expect(growth.cautiousEtaMs(6100, 550, 1000)).toBeLessThan(12_000);
  });

  it('is infinite where nothing grows, and 0 where too little is known', () => {
    const growth = new SteepGrowth();
    expect(growth.cautiousEtaMs(0, 500, 1000)).toBe(0);
    for (let time = 0; time <= 6000; time += 100) growth.add(time, 500);
    expect(growth.cautiousEtaMs(6100, 500, 1000)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** A live heap that grows by so many megabytes a second, up to its limit of 1000 MB, with nothing to prune. */
async function leaking(readyInMs: number | undefined, megabytesPerSecond = 10) {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = 600 * mib;
  });
  const { source, manager, time } = process;
  const asked: number[] = [];
  const shed: number[] = [];
  const observed: [number, string][] = [];
  const share = () => source.liveBytes / source.heapLimitBytes;
  manager.addRecycler({ readyInMs, requestRecycling: () => void asked.push(share()) });
  manager.addLoadShedder({
    shed: () => void shed.push(share()),
    restore: () => {},
    observe: ({ level }) => void observed.push([share(), level]),
  });
  manager.enableAutomaticManagement();
  while (source.liveBytes < 995 * mib) {
    source.liveBytes += (megabytesPerSecond * mib) / 10;
    await process.pass(100);
  }
  manager.close();
  expect(time.ms).toBeGreaterThan(0);
  const critical = observed.filter(([, level]) => level === 'critical').map(([at]) => at);
  return { asked, shed, critical };
}

describe('a process that leaks with nothing to prune', () => {
  it('asks for its replacement at once, and sheds no load while that comes in time', async () => {
    const { asked, shed, critical } = await leaking(4000);
    expect(asked[0]).toBeLessThan(0.85);
    expect(Math.min(...shed, ...critical)).toBeGreaterThan(0.9);
  });

  it('sheds load from the critical level on where nobody can replace it', async () => {
    const { shed, critical } = await leaking(undefined);
    expect(Math.min(...shed)).toBeLessThan(0.85);
    expect(Math.min(...critical)).toBeLessThan(0.85);
  });

  it('sheds load where the replacement would come too late', async () => {
    const { shed } = await leaking(4000, 60);
    expect(Math.min(...shed)).toBeLessThan(0.9);
  });

  it('is critical, and asks, earlier where a replacement takes longer', async () => {
    const quick = await leaking(2000, 5);
    const slow = await leaking(36_000, 5);
    expect(slow.asked[0]).toBeLessThan(quick.asked[0]! - 0.04);
    expect(slow.asked[0]).toBeLessThan(0.8);
  });
});
