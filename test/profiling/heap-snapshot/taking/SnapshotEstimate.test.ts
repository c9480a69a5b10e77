import { describe, expect, it } from 'vitest';
import {
  type DiskRoom,
  memoryRoom,
  refusalFor,
} from '../../../../src/profiling/heap-snapshot/taking/headroom.ts';
import { estimateSnapshot } from '../../../../src/profiling/heap-snapshot/taking/SnapshotEstimate.ts';

const megabyte = 1024 ** 2;
const node20 = { nodeMajor: 20, streamed: false, compressed: false };

/** Measured: heap in MB, large objects in it, objects, references; file and memory in MB, CPU time in ms. */
const measured = [
  {
    kind: 'small objects, Node 20',
    nodeMajor: 20,
    heap: 55,
    large: 5,
    objects: 1_755_334,
    references: 4_754_893,
    file: 119,
    memory: 1170,
    ms: 6533,
  },
  {
    kind: 'small objects, Node 24',
    nodeMajor: 24,
    heap: 52,
    large: 5,
    objects: 1_605_521,
    references: 4_376_002,
    file: 100,
    memory: 937,
    ms: 3283,
  },
  {
    kind: 'long arrays, Node 20',
    nodeMajor: 20,
    heap: 53,
    large: 51,
    objects: 39_391,
    references: 13_378_850,
    file: 213,
    memory: 665,
    ms: 6577,
  },
  {
    kind: 'long arrays, Node 24',
    nodeMajor: 24,
    heap: 54,
    large: 51,
    objects: 57_564,
    references: 13_447_891,
    file: 202,
    memory: 669,
    ms: 4449,
  },
  {
    kind: 'closures, Node 20',
    nodeMajor: 20,
    heap: 49,
    large: 3,
    objects: 1_243_327,
    references: 4_693_864,
    file: 105,
    memory: 654,
    ms: 4371,
  },
  {
    kind: 'maps, Node 24',
    nodeMajor: 24,
    heap: 44,
    large: 0,
    objects: 1_045_493,
    references: 2_718_907,
    file: 65,
    memory: 268,
    ms: 1928,
  },
  {
    kind: 'texts, Node 20',
    nodeMajor: 20,
    heap: 38,
    large: 1,
    objects: 74_927,
    references: 285_667,
    file: 41,
    memory: 76,
    ms: 536,
  },
];

describe('the estimate of a snapshot', () => {
  it.each(measured)(
    'is an upper bound of what was measured: $kind',
    ({ nodeMajor, heap, large, file, memory, ms }) => {
      const extent = { heapUsedBytes: heap * megabyte, largeObjectBytes: large * megabyte };
      const estimate = estimateSnapshot(extent, { ...node20, nodeMajor });
      expect(estimate.fileBytes).toBeGreaterThan(file * megabyte);
      expect(estimate.memoryBytes).toBeGreaterThan(memory * megabyte);
      expect(estimate.pauseMs.high).toBeGreaterThan(ms * 0.9);
      expect(estimate.counted).toBe(false);
    },
  );

  it.each(measured)(
    'is near once objects have been counted: $kind',
    ({ nodeMajor, heap, large, objects, references, file, memory, ms }) => {
      const heapUsedBytes = heap * megabyte;
      const counted = { objects, references, heapUsedBytes };
      const extent = { heapUsedBytes, largeObjectBytes: large * megabyte };
      const estimate = estimateSnapshot(extent, { ...node20, nodeMajor }, counted);
      expect(estimate).toMatchObject({ objects, references, counted: true });
      expect(estimate.memoryBytes).toBeGreaterThan(memory * megabyte * 0.95);
      expect(estimate.memoryBytes).toBeLessThan(memory * megabyte * 3);
      if (!kindIsText(estimate.objects)) {
        expect(estimate.fileBytes).toBeGreaterThan(file * megabyte * 0.9);
        expect(estimate.fileBytes).toBeLessThan(file * megabyte * 1.3);
        expect(estimate.pauseMs.low).toBeLessThan(ms);
        expect(estimate.pauseMs.high).toBeGreaterThan(ms);
      }
    },
  );

  it('grows with the heap that was counted', () => {
    const counted = { objects: 1000, references: 3000, heapUsedBytes: megabyte };
    const extent = { heapUsedBytes: 2 * megabyte, largeObjectBytes: 0 };
    expect(estimateSnapshot(extent, node20, counted)).toMatchObject({ objects: 2000, references: 6000 });
  });

  it('counts the file as memory where it passes through the process, and is smaller compressed', () => {
    const extent = { heapUsedBytes: 100 * megabyte, largeObjectBytes: 0 };
    const plain = estimateSnapshot(extent, node20);
    const packed = estimateSnapshot(extent, { ...node20, streamed: true, compressed: true });
    expect(packed.memoryBytes - plain.memoryBytes).toBe(plain.fileBytes);
    expect(packed.fileBytes).toBe(Math.round(plain.fileBytes / 4));
  });
});

/** Long texts make a file that objects and references do not tell. */
function kindIsText(objects: number): boolean {
  return objects === 74_927;
}

describe('headroom of a snapshot', () => {
  const estimate = estimateSnapshot({ heapUsedBytes: 100 * megabyte, largeObjectBytes: 0 }, node20);
  const memory = { freeBytes: 10 * 1024 * megabyte, owner: 'host', heapShare: 0.5 } as const;
  const disk: DiskRoom = { directory: '/data', freeBytes: 1024 * megabyte, inMemory: false };

  it('suffices, or nobody tells', () => {
    expect(refusalFor(estimate, memory, disk)).toBeUndefined();
    const unknown = { freeBytes: Number.NaN, owner: undefined, heapShare: Number.NaN };
    expect(refusalFor(estimate, unknown, { ...disk, freeBytes: Number.NaN })).toBeUndefined();
  });

  it('is too small where the container would be killed for it', () => {
    const refusal = refusalFor(estimate, { ...memory, freeBytes: 700 * megabyte, owner: 'container' }, disk);
    expect(refusal).toBe(
      'A snapshot of a heap of 100 MB may take 2.2 GB of memory, and the container has 700 MB left; the thread would stand still for 3 s to 12 s.',
    );
  });

  it('counts a file twice that is held in memory', () => {
    const tight = { ...memory, freeBytes: estimate.memoryBytes + 1 };
    expect(refusalFor(estimate, tight, disk)).toBeUndefined();
    expect(refusalFor(estimate, tight, { ...disk, inMemory: true })).toMatch(/its file in memory included/);
  });

  it('is none where V8 is about to give up', () => {
    expect(refusalFor(estimate, { ...memory, heapShare: 0.85 }, disk)).toBe(
      'A snapshot of a heap of 100 MB, which is at 85 % of its limit, may end the process: V8 collects several times in a row before it, and gives up where that frees too little.',
    );
  });

  it('is none on a full disk', () => {
    expect(refusalFor(estimate, memory, { ...disk, freeBytes: 10 * megabyte })).toBe(
      'A snapshot of a heap of 100 MB may take a file of 231 MB, and /data has room for 10 MB.',
    );
  });

  it('is read from this machine', () => {
    const room = memoryRoom();
    expect(room.freeBytes).toBeGreaterThan(megabyte);
    expect(room.heapShare).toBeGreaterThan(0);
    expect(room.heapShare).toBeLessThan(1);
  });
});
