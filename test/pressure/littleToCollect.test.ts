import { expect, it } from 'vitest';
import { freeableBytes, littleToCollect } from '../../src/pressure/littleToCollect.ts';
import { type MemorySample, type SampleRow, sampleFields, toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from './PressedProcess.ts';

function row(sample: Partial<MemorySample>): SampleRow {
  const container = { containerLimitBytes: 700 * mib, heapTotalBytes: 180 * mib };
  return toRow({ time: 0, ...container, ...sample } as MemorySample, new Float64Array(sampleFields.length));
}

it('what a collection may free is garbage, as far as what is live is known, and buffers', () => {
  const sample = { oldUsedBytes: 150, heapUsedBytes: 160, liveBytes: 100, externalBytes: 7 };
  expect(freeableBytes(row(sample), 140)).toBe(17);
  expect(freeableBytes(row({ ...sample, externalBytes: undefined }), 151)).toBe(0);
  expect(freeableBytes(row({ ...sample, liveBytes: undefined }), 140)).toBe(157);
  expect(freeableBytes(row({ heapUsedBytes: 160 }), 140)).toBe(160);
});

it('a small process has nothing of what a container lacks', () => {
  const short = { cause: 'container', excessBytes: 60 * mib } as const;
  const small = row({ heapTotalBytes: 15 * mib, externalBytes: 2 * mib });
  expect(littleToCollect(short, small, false)).toBe(true);
  expect(littleToCollect({ ...short, cause: 'heap' }, small, false)).toBe(false);
  expect(littleToCollect(short, row({ heapTotalBytes: 15 * mib, externalBytes: 20 * mib }), false)).toBe(
    false,
  );
});

it('one of many in a container collects only where that may be enough', () => {
  const short = { cause: 'container', excessBytes: 60 * mib, freeableBytes: 50 * mib } as const;
  expect(littleToCollect(short, row({}), true)).toBe(true);
  expect(littleToCollect(short, row({}), false)).toBe(false);
  expect(littleToCollect({ ...short, freeableBytes: 61 * mib }, row({}), true)).toBe(false);
  expect(littleToCollect({ cause: 'container', excessBytes: 60 * mib }, row({}), true)).toBe(false);
});

/** A leak that fills a container of 500 MB, at 10 MB a second, in a process that says of its replacement what it is given. */
async function leaking(relievedByOthers: boolean) {
  const process = new PressedProcess({}, {}, (source) => {
    source.containerLimitBytes = 500 * mib;
    source.containerUsedBytes = 300 * mib;
  });
  const { manager, source } = process;
  const heard: string[] = [];
  const asked: unknown[][] = [];
  manager.addLoadShedder({
    observe: ({ level }) => heard.push(level),
    shed: () => heard.push('shed'),
    restore: () => {},
  });
  manager.addRecycler({
    readyInMs: 20_000,
    relievedByOthers,
    requestRecycling: (...given) => asked.push(given),
  });
  manager.enableAutomaticManagement();
  for (let tenth = 0; tenth < 150; tenth++) {
    source.liveBytes += mib;
    source.containerUsedBytes! += mib;
    await process.pass(100);
  }
  return { process, heard, asked };
}

it('in a container that siblings share, a leak is neither collected nor has load shed: a replacement is asked for at once', async () => {
  const { process, heard, asked } = await leaking(true);
  expect(process.source.collections).toEqual([]);
  expect(heard).not.toContain('critical');
  expect(heard).not.toContain('shed');
  expect(asked[0]).toEqual([expect.stringContaining('of 500 MB'), expect.any(Number), expect.any(Number)]);
  expect(asked[0]![2]).toBeLessThan(400 * mib);
  expect(process.manager.applied.map(({ detail }) => detail)).toContain(
    'Nothing was there to prune. Not collected: hardly any of what the container is short of is garbage here. Replacement was asked for.',
  );
});

it('a process that is alone collects and has load shed as ever', async () => {
  const { process, heard } = await leaking(false);
  expect(process.source.collections).toContain('compacting');
  expect(heard).toContain('shed');
});
