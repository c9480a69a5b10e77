import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScriptKernel } from '../../../src/profiling/heap-snapshot/kernel/ScriptKernel.ts';
import {
  type EdgeColumns,
  faults,
  type NodeColumns,
} from '../../../src/profiling/heap-snapshot/kernel/SnapshotKernel.ts';
import { WebAssemblyKernel } from '../../../src/profiling/heap-snapshot/kernel/WebAssemblyKernel.ts';
import { windowBytesFor } from '../../../src/profiling/heap-snapshot/windowSizes.ts';
import { Random } from '../../fuzzing/Random.ts';

type Kernel = ScriptKernel | WebAssemblyKernel;

const windowBytes = windowBytesFor(16_384);
const room = 300;
/** Nodes that targets may lead to, so that they have up to nine digits. */
const nodeCount = 40_000_000;

const layouts = {
  7: { count: 7, type: 0, name: 1, id: 2, selfSize: 3, edgeCount: 4, detachedness: 6 },
  6: { count: 6, type: 0, name: 1, id: 2, selfSize: 3, edgeCount: 4, detachedness: 5 },
  // Not as V8 has them.
  5: { count: 5, type: 1, name: 0, id: 2, selfSize: 3, edgeCount: 4, detachedness: -1 },
};

/** A number of any length up to that many digits. */
function numberUpTo(random: Random, digits: number): number {
  return random.below(10 ** (1 + random.below(digits)));
}

/** A few hundred records, of which few have a number that is longer than `readNodes` and `readEdges` take. */
function recordsOf(seed: number, record: (random: Random, index: number) => readonly number[]): string {
  const random = new Random(seed);
  const count = 1 + random.below(room + 20);
  return `${Array.from({ length: count }, (_, index) => record(random, index)).join('\n,')}\n`;
}

/** A few bytes of the text put in another's place, which is mostly where one record ends. */
const disturbances = fc.array(
  fc.tuple(
    fc.nat(16_000),
    fc.constantFrom(',', '\n', ' ', '\r\n', ',,', '7', '123456', ']', '.', '"', '\u00ff', '\0', '\n,3,3,14'),
  ),
  { maxLength: 2 },
);

function disturbed(text: string, places: readonly (readonly [number, string])[]): string {
  return places.reduce((changed, [place, put]) => {
    const at = place % (changed.length + 1);
    return changed.slice(0, at) + put + changed.slice(at + 1);
  }, text);
}

/** Puts bytes into the window, with the zero behind them, and what an earlier chunk may have left behind that. */
function filled(kernel: Kernel, text: string): number {
  kernel.window.fill(57);
  kernel.window.set(Buffer.from(text, 'latin1'));
  kernel.window[text.length] = 0;
  kernel.beginSection();
  return text.length;
}

function nodesOf(kernel: Kernel, text: string, layout: 5 | 6 | 7): unknown {
  kernel.reserve(32 * room);
  const columns: NodeColumns = {
    types: kernel.bytes(room),
    names: kernel.words(room),
    ids: kernel.words(room),
    sizes: kernel.words(room),
    detachedness: kernel.bytes(room),
    firstEdges: kernel.words(room + 1),
  };
  kernel.parseNodes(0, filled(kernel, text), layouts[layout], columns);
  return told(kernel, columns);
}

function edgesOf(kernel: Kernel, text: string, fieldCount: number): unknown {
  kernel.reserve(16 * room);
  const columns: EdgeColumns = {
    types: kernel.bytes(room),
    names: kernel.words(room),
    targets: kernel.words(room),
  };
  kernel.parseEdges(0, filled(kernel, text), fieldCount, nodeCount, columns);
  return told(kernel, columns);
}

function told({ state }: Kernel, columns: NodeColumns | EdgeColumns): unknown {
  const filledColumns = Object.entries(columns).map(([name, column]: [string, Uint8Array | Uint32Array]) => [
    name,
    ...column.subarray(0, state.records),
  ]);
  return { ...state, hugeSizes: [...state.hugeSizes], filledColumns };
}

const both = (tell: (kernel: Kernel) => unknown): unknown[] => [
  tell(new ScriptKernel(windowBytes)),
  tell(new WebAssemblyKernel(windowBytes)),
];

const seeds = fc.nat(2 ** 31);

type State = Kernel['state'];

function isFaulty(result: unknown): boolean {
  return (result as State).fault !== 0;
}

describe('the kernels read the same from', () => {
  it('nodes whose numbers have any length, with anything between them', () => {
    fc.assert(
      fc.property(fc.constantFrom(5, 6, 7), seeds, disturbances, (layout, seed, places) => {
        const text = recordsOf(seed, (random) => {
          const long = random.chance(0.01) ? 11 : 7;
          const name = numberUpTo(random, 7);
          const id = numberUpTo(random, Math.min(9, long + 1));
          const others = [
            numberUpTo(random, long),
            numberUpTo(random, 7),
            numberUpTo(random, long - 6),
            random.below(3),
          ];
          return [random.below(16), name, id, ...others].slice(0, layout);
        });
        const cut = disturbed(text, places).slice(0, 16_384);
        const [script, assembly] = both((kernel) => nodesOf(kernel, cut, layout as 5 | 6 | 7));
        if (places.length > 0 && isFaulty(script) && isFaulty(assembly)) {
          expect(assembly).toMatchObject({ records: (script as State).records });
        } else expect(assembly).toEqual(script);
      }),
      {
        numRuns: 1000,
        // A number that is too long, in a record that was cut off behind it.
        examples: [[5, 1_694_232_084, [[14_467, '123456']]]],
      },
    );
  });

  it('edges whose numbers have any length, with anything between them', () => {
    fc.assert(
      fc.property(fc.constantFrom(5, 6, 7), seeds, disturbances, (fieldCount, seed, places) => {
        const text = recordsOf(seed, (random) => [
          random.below(random.chance(0.01) ? 20 : 7),
          numberUpTo(random, random.chance(0.01) ? 9 : 7),
          random.below(Math.min(nodeCount, 10 ** (1 + random.below(8)))) * fieldCount +
            (random.chance(0.001) ? 1 : 0),
        ]);
        const cut = disturbed(text, places).slice(0, 16_384);
        const [script, assembly] = both((kernel) => edgesOf(kernel, cut, fieldCount));
        // Of a record that has two faults each may tell another one first.
        if (places.length > 0 && isFaulty(script) && isFaulty(assembly)) {
          expect(assembly).toMatchObject({ records: (script as State).records });
        } else expect(assembly).toEqual(script);
      }),
      { numRuns: 1000 },
    );
  });

  it('a number that is too long in a record that is not whole, as of what must be read again', () => {
    const tooLong = `0,1,10\n,1,${'9'.repeat(30)}`;
    for (const text of [tooLong, `${tooLong},`, `${tooLong},5`]) {
      const results = both((kernel) => edgesOf(kernel, text, 5));
      for (const result of results) expect(result).toMatchObject({ records: 1, fault: 0, position: 6 });
    }
    const whole = both((kernel) => edgesOf(kernel, `${tooLong},5\n`, 5));
    for (const result of whole) expect(result).toMatchObject({ records: 1, fault: faults.numberTooLarge });
  });

  it('strings with marks at any place', () => {
    const texts = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', ']'), maxLength: 70 }),
      {
        maxLength: 100,
      },
    );
    fc.assert(
      fc.property(texts, disturbances, fc.nat(40), (strings, places, cut) => {
        const text = disturbed(`${strings.map((string) => JSON.stringify(string)).join(',\n')}]`, places);
        const [script, assembly] = both((kernel) => {
          const count = filled(kernel, text);
          const tell = (from: number, to: number): unknown => {
            kernel.parseStrings(from, to, kernel.starts);
            return { ...kernel.state, starts: [...kernel.starts.subarray(0, kernel.state.records)] };
          };
          return [
            tell(0, Math.max(0, count - cut)),
            kernel.state.ended ? '' : tell(kernel.state.position, count),
          ];
        });
        expect(assembly).toEqual(script);
      }),
      { numRuns: 300 },
    );
  });
});
