import { afterEach, describe, expect, it } from 'vitest';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';
import { FakeInspector } from './FakeInspector.ts';

let profiler: MemoryProfiler = sampling();

function sampling(): MemoryProfiler {
  return new MemoryProfiler({ session: new FakeInspector().session, foreign: () => undefined });
}

afterEach(() => {
  profiler.dispose();
  profiler = sampling();
});

const noText = [null, 5, '', {}, []];
const noObject = [null, 5, '', [], 'a', () => 1];

/** What is wrong, by the name of the option: calls that must be refused for each of the values. */
const calls: readonly (readonly [string, readonly unknown[], (given: never) => unknown])[] = [
  ['options', noObject, (given) => new MemoryProfiler(given)],
  ['collections', [null, 1, 'yes'], (collections) => new MemoryProfiler({ collections })],
  ['collector', [null, 1, {}], (collector) => new MemoryProfiler({ collector })],
  ['logger', [null, 1, {}, { debug: 1 }], (logger) => new MemoryProfiler({ logger })],
  [
    'isolationPauseMs',
    [null, -1, '5', Number.NaN],
    (isolationPauseMs) => new MemoryProfiler({ isolationPauseMs }),
  ],
  ['maxSnapshots', [null, 0, '5'], (maxSnapshots) => new MemoryProfiler({ maxSnapshots })],
  [
    'operation',
    [undefined, null, 5, 'a', {}],
    (given) => profiler.measureOperation(given as () => unknown, 'label'),
  ],
  ['label', [undefined, ...noText], (given) => profiler.measureOperation(() => 1, given)],
  ['options', noObject, (given) => profiler.measureOperation(() => 1, 'label', given)],
  [
    'repetitions',
    [null, 0, 1.5, '2'],
    (repetitions) => profiler.measureOperation(() => 1, 'label', { repetitions }),
  ],
  ['operationId', noText, (given) => profiler.startProfiling(given)],
  ['options', noObject, (given) => profiler.startProfiling('a', given)],
  ['collect', [null, 1, 'yes'], (collect) => profiler.startProfiling('a', { collect })],
  ['sites', [null, 1, 'yes'], (sites) => profiler.startProfiling('a', { sites })],
  ['operationId', [undefined, ...noText, 'unknown'], (given) => profiler.endProfiling(given)],
  ['snapshotId', noText, (given) => profiler.takeSnapshot(given)],
  ['options', noObject, (given) => profiler.takeSnapshot('a', given)],
  ['collect', [null, 1, 'yes'], (collect) => profiler.takeSnapshot('a', { collect })],
  ['heap', [null, 5, '', []], (heap) => profiler.takeSnapshot('a', { heap })],
  [
    'directory',
    [null, 5, ''],
    (directory) => profiler.takeSnapshot('a', { sites: false, heap: { directory } }),
  ],
  ['force', [null, 1], (force) => profiler.takeSnapshot('a', { heap: { force } })],
  ['keepFiles', [null, 0, '5'], (keepFiles) => profiler.takeSnapshot('a', { heap: { keepFiles } })],
  ['keepBytes', [null, 0, '5'], (keepBytes) => profiler.takeSnapshot('a', { heap: { keepBytes } })],
  ['snapshotId1', [undefined, ...noText, 'unknown'], (given) => profiler.compareSnapshots(given, given)],
  ['snapshotId', [undefined, ...noText], (given) => profiler.releaseSnapshot(given)],
  ['profileId', noText, (given) => profiler.startAllocationProfile(given)],
  ['profileId', [undefined, ...noText, 'unknown'], (given) => profiler.stopAllocationProfile(given)],
  ['options', noObject, (given) => profiler.findMemoryHotspots(given)],
  ['limit', [null, 0, '5'], (limit) => profiler.findMemoryHotspots({ limit })],
  ['className', [undefined, null, 5, '', {}], (given) => profiler.trackObjectAllocation(given)],
  [
    'instance',
    [undefined, null, 5, 'a'],
    (given) => profiler.trackObjectAllocation('Basket').register(given),
  ],
  ['options', noObject, (given) => profiler.generateReport(given)],
  ['format', [null, 5, '', 'html'], (format) => profiler.generateReport({ format })],
];

describe('a profiler that is given what makes no sense', () => {
  it.each(calls)('says so of %s, with the rule and the value: %j', async (option, values, call) => {
    for (const given of values) {
      const error = await (async () => call(given as never))().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error, JSON.stringify(given) ?? String(given)).toMatchObject({
        name: 'TidemarkError',
        code: 'INVALID_OPTION',
        option,
        rule: expect.stringMatching(/^[a-z']/),
        received: given,
      });
      expect((error as Error).message).not.toContain('undefined');
    }
  });

  it('says that nothing was received where nothing was given', async () => {
    await expect(profiler.endProfiling(undefined as never)).rejects.toThrow(
      'operationId must be the id of something being profiled, received nothing',
    );
  });

  it('wants two different snapshots, and ids that are not in use', async () => {
    await profiler.takeSnapshot('a', { sites: false });
    expect(() => profiler.compareSnapshots('a', 'a')).toThrow(
      'snapshotId2 must be another one than snapshotId1, received "a"',
    );
    profiler.startProfiling('a');
    expect(() => profiler.startProfiling('a')).toThrow('operationId must be an id under which nothing');
    profiler.startAllocationProfile('a');
    expect(() => profiler.startAllocationProfile('a')).toThrow('profileId must be an id that is not in use');
  });

  it('tracks classes of either kind, and no function that makes no instances', () => {
    function Old() {}
    class New {}
    expect(profiler.trackObjectAllocation(Old as never).className).toBe('Old');
    expect(profiler.trackObjectAllocation(New).className).toBe('New');
    const { method } = { method() {} };
    const none: readonly (readonly [string, unknown])[] = [
      ['a function without a name', () => 1],
      ['the function method', method],
      ['the function bound New', New.bind(null)],
      ['the function later', async function later() {}],
      ['the function each', function* each() {}],
    ];
    for (const [name, given] of none) {
      expect(() => profiler.trackObjectAllocation(given as never)).toThrow(
        `className must be a class, or the name of one, received ${name}: arrow functions,`,
      );
    }
  });
});
