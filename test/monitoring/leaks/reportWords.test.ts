import { describe, expect, it } from 'vitest';
import {
  confirmationSentence,
  growthEvidence,
  suspicionOutlook,
} from '../../../src/monitoring/leaks/reportWords.ts';
import { epoch } from '../simulation.ts';

describe('what would change a suspicion', () => {
  const end = { settledAt: epoch, now: epoch - 60_000 };

  it('is what is missing once the time has come, and no later time', () => {
    expect(suspicionOutlook({ ...end, now: epoch + 1, missing: 'grow all the time' }, 'heap', false)).toBe(
      'Not told yet from a cache that is still filling: to be confirmed it would have to grow all the time.',
    );
  });

  it('is left open where memory may be full before', () => {
    expect(suspicionOutlook(undefined, 'heap', true)).toBe(
      'Not told yet from a cache that is still filling; memory may be full before that can be told.',
    );
  });

  it('is a declaration where one can be made, and never for memory that no holder has', () => {
    expect(suspicionOutlook(end, 'heap', true)).toMatch(
      /^Not told yet from a cache that is still filling\. Settled at about \d\d:\d\d, or sooner if you declare what fills: /,
    );
    expect(suspicionOutlook(end, 'native', false)).toMatch(
      /^Not told yet from a pool or an allocator that is still filling\. Settled at about \d\d:\d\d\.$/,
    );
  });
});

describe('why a leak is confirmed', () => {
  it('claims no functions where none is named', () => {
    const sentence = (isNamed: boolean) =>
      confirmationSentence('sites', 540_000, Number.NaN, undefined, isNamed);
    expect(sentence(true)).toBe(
      'All bounded holders are declared, and this has grown beyond them for 9 min.',
    );
    expect(sentence(false)).toBe(
      'All bounded holders are declared, and this has grown beyond them for 9 min; who allocates it is not known.',
    );
  });
});

describe('the evidence of growth', () => {
  const growth = {
    subject: 'The live heap',
    memory: 'heap',
    grownBytes: 1_000_000,
    sinceMs: 600_000,
    rateBytesPerSecond: 1667,
    pattern: 'linear',
    count: 20,
    bySurvivors: false,
    sites: [],
    sitesSince: Number.NaN,
    siteProblem: undefined,
    outOfMemory: undefined,
    noEnd: undefined,
    filling: [],
    particulars: [],
  } as const;
  const work = { unit: 'request', bytes: 400, count: 2000, correlation: 0.91 };

  it('says what is kept per request as a whole where no route is known', () => {
    expect(growthEvidence({ ...growth, work })).toContain('400 bytes kept per request (r 0.91).');
  });

  it('says what is kept per request of the routes that are known, and not the whole', () => {
    const route = { bytes: 1328.2, lowBytes: 1200, highBytes: 1450, count: 600, correlation: 0.988 };
    const routes = [
      { ...route, route: 'GET /orders/:id' },
      { ...route, bytes: 90, route: 'POST /orders' },
    ];
    const evidence = growthEvidence({ ...growth, work: { ...work, routes } });
    expect(evidence.filter((sentence) => sentence.includes('kept per'))).toEqual([
      '1,328 bytes kept per request of GET /orders/:id (r 0.99).',
      '90 bytes kept per request of POST /orders (r 0.99).',
    ]);
  });
});
