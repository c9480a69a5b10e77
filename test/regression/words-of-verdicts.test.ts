import { expect, it } from 'vitest';
import type { GrowthRun } from '../../src/monitoring/growthRun.ts';
import { confirmationAdvice, suspicionAdvice } from '../../src/monitoring/leaks/reportWords.ts';
import { siteSentences } from '../../src/monitoring/leaks/siteWords.ts';
import { innocence, stillWeighed } from '../../src/monitoring/leakWords.ts';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { predictionSentences } from '../../src/reporting/words/figureSentences.ts';
import type { AllocationSite, LeakReport } from '../../src/wire/event.ts';
import { leaking, recordedRows } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';

const leak = recordedRows({ seconds: 900, liveBytes: leaking(60 * kib), everySeconds: 2 });

it('growth that has ended is not also said to be slowing down', () => {
  const test = { unmet: ['undiminished-half', 'undiminished-third'], spanMs: 200_000, trend: { noise: 0 } };
  expect(innocence('The live heap', { test } as unknown as GrowthRun)).toEqual(['Its growth has ended.']);
});

it('growth that has been seen for long has not only just begun', () => {
  expect(stillWeighed(60_000)).toContain('only just begun');
  expect(stillWeighed(20 * 60_000)).not.toContain('only just begun');
});

it('a recording is not told what a monitor needs', () => {
  const evidence = new MemoryAnalyzer(leak).detectLeak().verdict.reasons.join(' ');
  expect(evidence).toContain('Who allocates it is not known: a recording of samples holds no allocations.');
});

it('the reason why no end is in sight goes on in small letters', () => {
  expect(predictionSentences({ predicted: false, reason: 'No readings in 0 s; at least 6 needed.' })).toEqual(
    ['none in sight: no readings in 0 s; at least 6 needed.'],
  );
});

it('an end that the evidence of a leak names is not denied beside it, while memory rests', () => {
  const reason = 'Nothing grows steadily towards a limit that is less than 30 days away.';
  const leak = {
    outOfMemory: { etaMs: 4_380_000, lowMs: 4_000_000, highMs: 5_000_000, limit: 'heap' },
  } as LeakReport;
  const [sentence] = predictionSentences({ predicted: false, reason }, leak);
  expect(sentence).not.toContain('none in sight');
  expect(sentence).toContain('if the leak goes on as before');
});

it('a look goes back no further than the readings that are kept', () => {
  const { verdict } = new MemoryAnalyzer(
    recordedRows({ seconds: 900, liveBytes: leaking(0), everySeconds: 2, between: 20 }),
    { leakDetection: { windowSize: 12 } },
  ).detectLeak();
  expect(verdict.windowMs).toBeLessThanOrEqual(13 * 20_000);
});

it('what a function is said to allocate may be allocated below it, since V8 blames the caller of what it has inlined', () => {
  const site: AllocationSite = {
    function: 'handle',
    file: 'src/server.js',
    package: undefined,
    line: 12,
    bytesPerSecond: 1000,
    survival: 1,
  };
  const told = [
    ...siteSentences('heap', [site], Number.NaN, undefined),
    ...siteSentences('heap', [site], 0, undefined),
    suspicionAdvice([site]),
    confirmationAdvice([site], undefined),
  ];
  expect(told.filter((sentence) => !sentence.includes('in or below handle (src/server.js:12)'))).toEqual([]);
});
