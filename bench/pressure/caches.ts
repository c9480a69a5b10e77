import type { Bench, RunOptions } from '../harness/Bench.ts';
import { type Format, percent, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { inTurns } from '../harness/turns.ts';
import type { CacheKind, CacheOrder, CacheSpeed } from './programs/cacheSpeed.ts';

/** What `UnifiedCache` costs, beside the caches that people have. */
export const caches: Bench = {
  name: 'caches',
  about:
    '`UnifiedCache` beside lru-cache and quick-lru: the time of an operation on a full cache, and the memory of an entry.',
  run,
};

const kinds: readonly CacheKind[] = [
  'UnifiedCache, lru',
  'UnifiedCache, lfu',
  'UnifiedCache, fifo',
  'lru-cache',
  'quick-lru',
  'UnifiedCache, lru, ttl',
  'lru-cache, ttl',
  'UnifiedCache, lru, sizeOf',
  'lru-cache, sizeOf',
  'UnifiedCache, lru, estimated bytes',
];

const nanoseconds: Format = (value) => `${Math.round(value)} ns`;
const bytes: Format = (value) => `${Math.round(value)} B`;

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const operations = quick ? 20_000 : 1_000_000;
  const measured = await inTurns(kinds, quick ? 1 : 7, (cache, turn) => {
    progress(`turn ${turn + 1}: ${cache}`);
    const order: CacheOrder = { cache, operations };
    return runProgram<CacheSpeed>('pressure/programs/cacheSpeed.ts', {
      execArgv: ['--expose-gc'],
      arguments: [JSON.stringify(order)],
    });
  });
  return [
    {
      title: 'Time of an operation, and memory of an entry',
      columns: ['cache', 'set', 'get', 'get or set', 'hits', 'memory of an entry'],
      rows: kinds.map((kind) => rowOf(kind, measured.get(kind) ?? [])),
      notes: [
        'A cache of 20,000 entries that is full, in a process of its own; 40,000 keys. Set: each key in turn, so that half of the sets, or all of them, evict. Get: each of 20,000 keys in turn. Get or set: keys by popularity (Zipf, exponent 1), set where they are not found.',
        'Memory: the heap that a cache of 20,000 entries takes, over their number; key and value are there already. quick-lru holds up to twice the entries that it is told to.',
      ],
    },
  ];
}

function rowOf(kind: CacheKind, speeds: readonly CacheSpeed[]): string[] {
  const of = (figure: keyof CacheSpeed, format: Format) =>
    spread(spreadOf(speeds.map((speed) => speed[figure])), format);
  return [
    kind,
    of('setNs', nanoseconds),
    of('getNs', nanoseconds),
    of('readThroughNs', nanoseconds),
    percent(speeds[0]?.hitRate ?? Number.NaN),
    of('bytesPerEntry', bytes),
  ];
}
