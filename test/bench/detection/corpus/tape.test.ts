import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { leakSteps } from '../../../../bench/detection/corpus/records.ts';
import { replayed } from '../../../../bench/detection/corpus/tape.ts';
import { tapeOf } from '../../../../bench/detection/corpus/tapeOf.ts';
import { toRow } from '../../../../src/wire/sample.ts';
import { recordsOf } from './runRecords.ts';

const bornAt = 1_700_000_000_000;
const mib = 1024 ** 2;
const end = { kind: 'exit', time: bornAt, code: 0, signal: null };

/** Twelve minutes of a process: a sample every 5 s, a reading every 25 s, one descriptor, and modules in the first 400 s. */
function tapeOfGrowth(bytesPerSecond: number, endSecond = 720, modulesPerSecond = 0): string {
  const pieces: unknown[] = [];
  for (let second = 5; second <= 720; second += 5) {
    const time = bornAt + second * 1000;
    const liveBytes = 20 * mib + bytesPerSecond * Math.min(second, endSecond);
    pieces.push(['sample', [...toRow({ time, heapLimitBytes: 4096 * mib, oldUsedBytes: liveBytes })]]);
    pieces.push(['open_resources', [{ kind: 'handle', type: 'file descriptor', count: 1 }]]);
    if (second % 10 === 0) pieces.push(['modules', modulesPerSecond * Math.min(second, 400)]);
    if (second % 25 > 0) continue;
    pieces.push(['live_reading', { time, liveBytes, externalBytes: 0, majorCollections: second / 25 }]);
    pieces.push(['site_look', { time, observedSince: bornAt, oldSurvivorBytes: 0, liveBytes, pauseMs: 1 }]);
    pieces.push(['sites', []]);
  }
  return pieces.map((piece) => `${JSON.stringify(piece)}\n`).join('');
}

describe('a tape', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-tape-'));
  const file = join(folder, 'program.jsonl');

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is judged by the detector of now, a torn last line aside', () => {
    writeFileSync(tapeOf(file), `${tapeOfGrowth(50_000)}["sample",[17000`);
    const steps = leakSteps(replayed(recordsOf([end]), file));
    expect(steps[0]?.report).toMatchObject({ level: 'suspected', memory: 'heap' });
    expect(steps[0]?.second).toBeGreaterThanOrEqual(240);
    expect(steps[0]?.second).toBeLessThanOrEqual(300);
  });

  it('knows how many modules had been loaded', () => {
    const stepsOf = (modulesPerSecond: number): readonly unknown[] => {
      writeFileSync(tapeOf(file), tapeOfGrowth(50_000, 400, modulesPerSecond));
      return leakSteps(replayed(recordsOf([end]), file));
    };
    expect(stepsOf(0)).not.toEqual([]);
    expect(stepsOf(2)).toEqual([]);
  });
});

describe('a run without a tape', () => {
  it('keeps what was told live', () => {
    const records = recordsOf([{ kind: 'event', second: 1, type: 'leak_suspected', payload: {} }, end]);
    expect(replayed(records, '/nowhere/program.jsonl')).toBe(records);
  });
});
