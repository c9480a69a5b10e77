import { describe, expect, it } from 'vitest';
import type { MonitorCost } from '../../../src/monitoring/MonitorCost.ts';
import { pressureAccount } from '../../../src/reporting/pressureAccount.ts';
import { costSentences } from '../../../src/reporting/words/costSentences.ts';
import { incidentText } from '../../../src/reporting/words/incidentText.ts';
import { pressureSentences } from '../../../src/reporting/words/pressureSentences.ts';
import { sparkline } from '../../../src/reporting/words/sparkline.ts';
import { splitLabel } from '../../../src/reporting/words/splitLabel.ts';
import { mib } from '../../monitoring/simulation.ts';
import { at, incident, leakEvent, pressureEvent, strategyEvent } from '../given.ts';

const clock = (time: number): string => `${(time - at(0)) / 1000} s`;

const cost: MonitorCost = {
  runningMs: 600_000,
  samples: 1200,
  busyMs: 30,
  busyShare: 0.00005,
  probes: { count: 1, pauseMs: 8.25, longestPauseMs: 8.25, refusal: undefined, pauseShare: 0 },
  gentle: { count: 0, cpuMs: 0, pauseMs: 0, longestPauseMs: 0, cpuShare: 0, pauseShare: 0 },
  sites: { looks: 3, pauseMs: 24, longestPauseMs: 12.4, samplingMs: 1, problem: undefined, pauseShare: 0 },
  snapshots: { taken: 0, pauseMs: 0, longestPauseMs: 0, problem: undefined },
  heldBytes: mib,
};

describe('what watching has cost, in words', () => {
  it('names what was done, and nothing that was not', () => {
    expect(costSentences(cost)).toEqual([
      '1,200 samples in 10 min took 30 ms (0.005 %)',
      '1 forced collection: 8.3 ms of pauses',
      '3 looks at allocations: 24 ms of pauses, the longest 12 ms',
      '1 MB held for history and readings',
    ]);
  });
});

describe('pressure in words', () => {
  const period = { fromMs: at(0), toMs: at(600) };

  it('is one sentence where there was none', () => {
    expect(pressureSentences(pressureAccount([], period), clock)).toEqual(['normal all the time']);
  });

  it('tells how long each level lasted, what was done, and what that freed as measured', () => {
    const events = [
      pressureEvent(300, 'warning', 'normal'),
      strategyEvent(301),
      strategyEvent(302, { freedBytes: undefined, measured: false, result: 'timed-out', pauseMs: undefined }),
      strategyEvent(303, { strategy: 'mine', measured: false, result: 'unknown', pauseMs: undefined }),
      pressureEvent(420, 'normal', 'warning'),
      {
        time: at(500),
        type: 'memory:recycling',
        payload: { kind: 'cluster-worker', id: '12', step: 'done', cause: 'leak', reason: 'It leaks.' },
      } as const,
    ];
    expect(pressureSentences(pressureAccount(events, period), clock)).toEqual([
      'normal 8 min, warning 2 min (entered once)',
      'LowMemoryStrategy: 2 times, 3 MB freed as measured, 12 ms of pauses (1 freed memory, 1 was not done in time)',
      'mine: once, claims 3 MB; not measured (1 nobody knows what it freed)',
      '500 s  replacing 12: done. It leaks.',
    ]);
  });
});

describe('an incident in words', () => {
  it('is told as it stood, with its steps', () => {
    const text = incidentText(
      incident({
        events: [
          leakEvent(300),
          leakEvent(500, { level: 'withdrawn', grownBytes: -1, evidence: ['It fell.'] }),
        ],
        closedAt: at(500),
        closedBy: 'withdrawn',
      }),
      clock,
    );
    expect(text).toEqual({
      heading: 'leak suspected',
      when: '300 s to 500 s, withdrawn',
      headline: 'live heap +12 MB in 3 min (60 kB/s, steady)',
      steps: ['300 s  suspected', '500 s  withdrawn: live heap -1 byte in 3 min (no longer growing)'],
      sentences: ['It has grown for 4 min and has not slowed down.', 'next     Wait.'],
    });
  });

  it('leaves evidence to the verdict where that is of the same leak', () => {
    expect(incidentText(incident(), clock, 'heap-1')).toMatchObject({
      when: 'since 300 s',
      steps: [],
      sentences: [],
    });
    expect(incidentText(incident(), clock, 'another').sentences).toHaveLength(2);
  });

  it('of a threshold tells the worst that was said', () => {
    const crossing = (second: number, level: 'normal' | 'warning', message: string) => ({
      time: at(second),
      type: 'memory:threshold_exceeded' as const,
      payload: {
        metric: 'heap' as const,
        level,
        previousLevel: 'normal' as const,
        usedBytes: 1,
        thresholdBytes: 1,
        limitBytes: 2,
        ratio: 0.5,
        message,
      },
    });
    const text = incidentText(
      incident({
        kind: 'threshold',
        subject: 'heap',
        level: 'warning',
        events: [
          crossing(300, 'warning', 'Heap in use is 80 %.'),
          crossing(310, 'normal', 'It is 60 % again.'),
        ],
        closedAt: at(310),
        closedBy: 'recovered',
      }),
      clock,
    );
    expect(text).toMatchObject({
      heading: 'heap warning',
      headline: 'Heap in use is 80 %.',
      steps: ['300 s  warning', '310 s  normal'],
    });
  });
});

describe('small drawings and labels', () => {
  it('draw a course from its lowest to its highest value', () => {
    expect(sparkline([0, 1, 2, 3], [10, 10, 20, 80], 4)).toBe('▁▁▂█');
    expect(sparkline([0, 1], [5, 5], 3)).toBe('▁▁▁');
    expect(sparkline([0], [5], 3)).toBe('');
  });

  it('split a label from what follows', () => {
    expect(splitLabel('site     f   a.js:1   your code')).toEqual({
      label: 'site',
      rest: 'f · a.js:1 · your code',
    });
    expect(splitLabel('It has grown.')).toEqual({ label: '', rest: 'It has grown.' });
  });
});

describe('a leak that was confirmed', () => {
  it('is confirmed since it was, not since it was suspected', () => {
    const confirmed = leakEvent(500, { level: 'confirmed' });
    const text = incidentText(incident({ events: [leakEvent(300), confirmed], level: 'confirmed' }), clock);
    expect([text.heading, text.when]).toEqual(['leak confirmed', 'since 500 s']);
  });
});
