import { describe, expect, it } from 'vitest';
import type {
  AllocationNode,
  AllocationProfile,
} from '../../../src/profiling/allocation-profile/AllocationProfile.ts';
import { diffProfiles } from '../../../src/profiling/allocation-profile/diffProfiles.ts';
import { flameGraph } from '../../../src/profiling/allocation-profile/flameGraph.ts';
import { toHeapProfile } from '../../../src/profiling/allocation-profile/toHeapProfile.ts';
import { toPprof } from '../../../src/profiling/allocation-profile/toPprof.ts';
import { toSpeedscope } from '../../../src/profiling/allocation-profile/toSpeedscope.ts';

function node(name: string, selfBytes: number, children: AllocationNode[] = []): AllocationNode {
  const selfSamples = selfBytes === 0 ? 0 : 1;
  return {
    function: name,
    file: `${name}.js`,
    line: 3,
    package: undefined,
    selfBytes,
    selfSamples,
    children,
  };
}

function profile(...children: AllocationNode[]): AllocationProfile {
  const root = { ...node('(root)', 0, children), file: '', line: 0 };
  return {
    performed: true,
    id: 'p',
    startedAt: 1_700_000_000_000,
    durationMs: 1500,
    intervalBytes: 65_536,
    liveBytes: 400,
    samples: 2,
    root,
  };
}

const given = profile(node('serve', 100, [node('work', 300)]), node('idle', 0, [node('work', 20)]));

/** The fields of a protobuf message: numbers, and bytes. */
function fieldsOf(bytes: Uint8Array): (readonly [number, number | Uint8Array])[] {
  const fields: (readonly [number, number | Uint8Array])[] = [];
  let place = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[place++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (place < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) fields.push([tag >> 3, varint()]);
    else {
      const length = varint();
      fields.push([tag >> 3, bytes.subarray(place, place + length)]);
      place += length;
    }
  }
  return fields;
}

describe('an allocation profile', () => {
  it('is a flame graph, widest box first', () => {
    expect(flameGraph(given)).toEqual({
      name: '(root)',
      value: 420,
      self: 0,
      children: [
        {
          name: 'serve (serve.js:3)',
          value: 400,
          self: 100,
          children: [{ name: 'work (work.js:3)', value: 300, self: 300, children: [] }],
        },
        {
          name: 'idle (idle.js:3)',
          value: 20,
          self: 0,
          children: [{ name: 'work (work.js:3)', value: 20, self: 20, children: [] }],
        },
      ],
    });
  });

  it('is read by speedscope', () => {
    const { shared, profiles } = JSON.parse(toSpeedscope(given, 'test'));
    expect(shared.frames.map((frame: { name: string }) => frame.name)).toEqual([
      '(root)',
      'serve',
      'work',
      'idle',
    ]);
    expect(profiles[0]).toMatchObject({
      type: 'sampled',
      unit: 'bytes',
      endValue: 420,
      samples: [
        [0, 1],
        [0, 1, 2],
        [0, 3, 2],
      ],
      weights: [100, 300, 20],
    });
  });

  it('is a .heapprofile', () => {
    const { head, samples } = JSON.parse(toHeapProfile(given));
    expect(head.callFrame).toMatchObject({ functionName: '(root)', lineNumber: -1 });
    expect(head.children[0]).toMatchObject({ selfSize: 100, callFrame: { url: 'serve.js', lineNumber: 2 } });
    expect(samples.map(({ size }: { size: number }) => size)).toEqual([100, 300, 20]);
  });

  it('is a pprof profile', () => {
    const fields = fieldsOf(toPprof(given));
    const texts = fields
      .filter(([field]) => field === 6)
      .map(([, bytes]) => new TextDecoder().decode(bytes as Uint8Array));
    expect(texts).toEqual(
      expect.arrayContaining(['', 'inuse_space', 'bytes', 'serve', 'serve.js', 'work', 'work.js']),
    );
    expect(texts[0]).toBe('');
    const samples = fields
      .filter(([field]) => field === 2)
      .map(([, bytes]) => fieldsOf(bytes as Uint8Array).map(([, packed]) => numbersOf(packed as Uint8Array)));
    expect(samples).toEqual([
      [[1], [1, 100]],
      [
        [2, 1],
        [1, 300],
      ],
      [
        [2, 3],
        [1, 20],
      ],
    ]);
    expect(fields.filter(([field]) => field === 4)).toHaveLength(3);
    expect(fields.find(([field]) => field === 9)?.[1]).toBe(1_700_000_000_000 * 1e6);
    expect(fields.find(([field]) => field === 12)?.[1]).toBe(65_536);
  });

  it('is compared with another, call stack by call stack', () => {
    const later = profile(node('serve', 100, [node('work', 900), node('store', 50)]));
    expect(diffProfiles(given, later)).toMatchObject({
      totalBytes: 630,
      children: [
        {
          function: 'serve',
          selfBytes: 0,
          totalBytes: 650,
          children: [
            { function: 'work', selfBytes: 600 },
            { function: 'store', selfBytes: 50 },
          ],
        },
        { function: 'idle', totalBytes: -20 },
      ],
    });
    expect(diffProfiles(given, given)).toMatchObject({ totalBytes: 0, children: [] });
  });

  it('is wanted, and not the reason why there is none', () => {
    const none = { performed: false, reason: 'No allocations are sampled.' } as never;
    expect(() => diffProfiles(given, none)).toThrow(
      'after must be an allocation profile, and there is none: No allocations are sampled.',
    );
    for (const convert of [flameGraph, toPprof, toHeapProfile, (one: never) => toSpeedscope(one, 'x')]) {
      expect(() => convert(undefined as never)).toThrow(
        'profile must be an allocation profile, received nothing',
      );
    }
    expect(() => toSpeedscope(given, '')).toThrow('name must be a text that is not empty, received ""');
  });
});

/** Packed whole numbers. */
function numbersOf(packed: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of packed) {
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) {
      values.push(value);
      value = 0;
      shift = 0;
    }
  }
  return values;
}
