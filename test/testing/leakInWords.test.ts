import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LeakHolder } from '../../src/testing/LeakReport.ts';
import { leakInWords, type Unworded } from '../../src/testing/leakInWords.ts';

const leaking: Unworded = {
  leaks: true,
  bytesPerRun: 1064.4,
  interval: { lowBytes: 1040, highBytes: 1090.2, confidence: 0.95 },
  thresholdBytesPerRun: 8,
  budgetBytes: 0,
  runs: 1600,
  runsWanted: 1600,
  runsBefore: 140,
  roundBytesPerRun: [1064, 1040.3],
  instances: [],
  durationMs: 1200,
  pauseMs: 800,
};
const holder: LeakHolder = {
  performed: true,
  path: `sessions (module ${join(process.cwd(), 'src/session.ts')})`,
  className: 'Map',
  share: 0.978,
  gains: [
    { name: 'Session', perRun: 1.001, place: { file: `file://${process.cwd()}/src/session.ts`, line: 12 } },
    { name: 'Array', perRun: 12.4 },
  ],
  fixIdea: 'bound it (max, ttl)',
};

describe('a leak in words', () => {
  it('has the verdict first, then the evidence, then what to do', () => {
    expect(leakInWords({ ...leaking, holder })).toBe(
      `It leaks: each run keeps 1 kB (1 kB to 1.1 kB). 1,600 runs in 2 rounds, after 140 that do not count.
rounds   1 kB, 1 kB a run
holder   sessions (module src/session.ts) → Map, 98 % of what stayed
gains    1 Session (src/session.ts:12) a run; 12 Array a run
try      bound it (max, ttl)`,
    );
  });

  it('says why nobody is named, and of what there is more', () => {
    const told = leakInWords({
      ...leaking,
      holder: { performed: false, reason: 'No single object holds it.' },
      instances: [{ className: 'Session', perRun: 2 }],
    });
    expect(told.split('\n').slice(2)).toEqual([
      'holder   not found. No single object holds it.',
      'leaves   2 Session a run',
    ]);
  });

  it('says where time was short, so that a cache would look the same', () => {
    expect(leakInWords({ ...leaking, runs: 80 })).toContain(
      'note     timeoutMs allowed 80 of 1,600 runs: a cache that has not got full in them would look the same',
    );
  });

  it('says of growth that is no leak why it is none', () => {
    const { message } = {
      message: leakInWords({
        ...leaking,
        leaks: false,
        budgetBytes: 2048,
        whyNot: 'it grew less and less',
      }),
    };
    expect(message).toBe(
      'No leak: a run keeps 1 kB (1 kB to 1.1 kB), of 2 kB that it may; it grew less and less. 1,600 runs in 2 rounds, after 140 that do not count.',
    );
  });

  it.each([
    'REGISTERED_MOCKS (module spy.js) → [entry].mock.calls',
    'globalThis.console → moduleMocker._mockState[value in a WeakMap].calls',
  ])('knows the mocks of the test itself: %s', (path) => {
    const told = leakInWords({ ...leaking, holder: { ...holder, path } });
    expect(told).toContain('try      a mock keeps all that it is called with');
  });

  it.each([
    'evaluatedModules (module /app/vitest/base.js) → idToModuleMap.get(…).exports["get run"] → a closure variable → _events.tick',
    'evaluatedModulesCache (module /app/runner.js) → [entry].idToModuleMap.get(…).exports.run → a closure variable → _events.tick',
    'evaluatedModules (module /app/vitest/base.js) → idToModuleMap.get("/app/a \\"(b)\\".ts").exports.run → a closure variable → _events.tick',
  ])("does not tell of Vitest's registry of modules: %s", (path) => {
    const fixIdea = 'a closure variable.off("tick", listener) when it is done';
    const told = leakInWords({ ...leaking, holder: { ...holder, path, className: 'Array', fixIdea } });
    expect(told).toContain('holder   exports of a module.run → a closure variable → _events.tick → Array');
    expect(told).toContain('try      emitter.off("tick", listener)');
  });
});
