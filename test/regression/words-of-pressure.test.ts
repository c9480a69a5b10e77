import { describe, expect, it } from 'vitest';
import { levelReason } from '../../src/pressure/levelReason.ts';
import { calm } from '../../src/pressure/PressureGauge.ts';
import { PruneTally } from '../../src/pressure/PruneTally.ts';
import { useInWords } from '../../src/pressure/pressureWords.ts';
import { collectionSentence, pruneSentence } from '../../src/pressure/strategies/strategyWords.ts';
import { bytesInWords } from '../../src/wire/quantity.ts';
import { type SampleRow, sampleFields, toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from '../pressure/PressedProcess.ts';
import { ShedProcess } from '../pressure/shedding/ShedProcess.ts';

function rowOf(containerUsedBytes: number): SampleRow {
  const row = new Float64Array(sampleFields.length);
  toRow(
    {
      time: 0,
      containerUsedBytes,
      containerLimitBytes: 256 * mib,
      oldUsedBytes: mib,
      heapLimitBytes: 256 * mib,
    },
    row,
  );
  return row;
}

describe('the reason of a level', () => {
  it('that is normal again names the limit that is used most, and does not call it fine where it is nearly used up', () => {
    expect(levelReason(calm, rowOf(64 * mib))).toBe(
      'Memory is short no more: memory of the container is at 64 MB, 25 % of 256 MB.',
    );
    expect(levelReason(calm, rowOf(233 * mib))).toBe(
      'No threshold is met any more, but memory of the container is at 233 MB, 91 % of 256 MB.',
    );
    const unknown = new Float64Array(sampleFields.length).fill(Number.NaN);
    expect(levelReason(calm, unknown)).toBe('Memory is short no more.');
  });

  it('that has outlasted its cause says so', () => {
    const reading = {
      ...calm,
      level: 'warning',
      reason: 'Memory of the container is at 88.3 MB, 35 % of 256 MB.',
    } as const;
    expect(levelReason(reading, rowOf(88 * mib))).toBe(
      'Memory of the container is at 88.3 MB, 35 % of 256 MB; it is warning until that has lasted.',
    );
    expect(levelReason({ ...reading, pressing: true }, rowOf(88 * mib))).toBe(reading.reason);
  });
});

describe('the use of a heap', () => {
  const used = (mebibytes: number) =>
    useInWords({ metric: 'heap', used: mebibytes * mib, limit: 120 * mib, room: 0, why: '' });

  it('is told on the scale of alerts first, and of what V8 can use of it never as more than all', () => {
    expect(used(79)).toBe(
      'The live heap is at 79 MB, 66 % of 120 MB (88 % of the 90 MB from which on V8 may give up).',
    );
    expect(used(108)).toBe(
      'The live heap is at 108 MB, 90 % of 120 MB (beyond the 90 MB from which on V8 may give up).',
    );
  });
});

describe('a strategy', () => {
  it('that found nothing to do is told to have done nothing', async () => {
    const process = new PressedProcess();
    process.manager.enableAutomaticManagement();
    process.source.liveBytes = 750 * mib;
    await process.pass(12_000);
    expect(process.logger.lines[1]).toMatch(
      /low-memory was applied: found nothing to free\. Nothing was there to prune\.$/,
    );
    expect(process.manager.applied[0]).toMatchObject({ result: 'claimed', claimedBytes: 0, measured: false });
  });

  it('would shed no load, and ask for no replacement, where there is nobody to be asked', async () => {
    const process = new PressedProcess();
    process.manager.enableAutomaticManagement({ dryRun: true });
    process.source.liveBytes = 950 * mib;
    await process.pass(120_000, 500);
    const details = process.manager.applied.map(({ detail }) => detail).join(' ');
    expect(details).toMatch(/It would collect garbage\./);
    expect(details).not.toMatch(/load shed|replacement/);
  });

  it('asks for a replacement once in words, and then says that it has not come', async () => {
    const process = new PressedProcess();
    process.manager.addRecycler({ requestRecycling: () => {} });
    process.manager.enableAutomaticManagement();
    process.source.liveBytes = 950 * mib;
    await process.pass(600_000, 500);
    const details = process.manager.applied.map(({ detail }) => detail);
    expect(details.filter((detail) => detail.endsWith('Replacement was asked for.'))).toHaveLength(1);
    expect(details.at(-1)).toMatch(/The replacement that was asked for has not come yet\.$/);
  });
});

describe('what is said', () => {
  it('of caches of which one claims and others say nothing, tells them apart', () => {
    const tally = new PruneTally(235 * mib);
    const unseen = { before: undefined, after: undefined };
    tally.add('lying cache', { entries: 1e9, bytes: 1e15 }, unseen);
    for (const name of ['negative', 'text'])
      tally.add(name, { entries: undefined, bytes: undefined }, unseen);
    expect(pruneSentence(tally.summary)).toBe(
      'Pruned lying cache, which claims 235 MB. Nobody knows what negative, text let go of.',
    );
    expect(tally.summary.pruned).toEqual(['lying cache', 'negative', 'text']);
  });

  it('of a collection beside which more was allocated than was garbage', () => {
    const collection = {
      performed: true,
      pauseMs: 397,
      cpuMs: 397,
      usedBytesBefore: 0,
      usedBytesAfter: 135_183,
      freedBytes: -135_183,
      rssBytesBefore: 0,
      rssBytesAfter: 0,
      heapTotalBytesBefore: 0,
      heapTotalBytesAfter: 0,
    } as const;
    expect(collectionSentence(collection)).toBe(
      'A collection of 397 ms freed nothing: 132 kB more are in use than before it.',
    );
  });

  it('of one byte', () => {
    expect([bytesInWords(1), bytesInWords(-1), bytesInWords(0), bytesInWords(1024)]).toEqual([
      '1 byte',
      '-1 byte',
      '0 bytes',
      '1 kB',
    ]);
  });

  it('of shedding that ends before the level does, is why', () => {
    const shed = new ShedProcess();
    const changes: { readonly shedding: boolean; readonly level: string; readonly reason: string }[] = [];
    shed.shedder.onChange((change) => changes.push(change));
    shed.press();
    shed.shedder.observe({ ...calm, level: 'critical', share: 0.08, reason: 'Memory is at 21.1 MB, 8 %.' });
    shed.time.pass(60_000);
    expect(changes.map(({ shedding, level, reason }) => [shedding, level, reason]).at(-1)).toEqual([
      false,
      'critical',
      'Memory is not short at this moment; the level stays critical until that has lasted.',
    ]);
  });
});

it('a threshold of resident memory in bytes is told as that, and not as a share of the machine', () => {
  const use = { metric: 'rss', used: 66 * mib, limit: 24_000 * mib, room: 0, why: '' } as const;
  expect(useInWords({ ...use, thresholdBytes: 50 * mib })).toBe(
    'Resident memory is at 66 MB, with a threshold of 50 MB.',
  );
});
