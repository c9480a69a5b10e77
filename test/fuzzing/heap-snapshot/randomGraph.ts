import { snapshotText, type TinyEdge, type TinyNode } from '../../profiling/heap-snapshot/TinySnapshot.ts';
import type { Random } from '../Random.ts';

const nodeTypes = [
  'object',
  'closure',
  'array',
  'hidden',
  'native',
  'synthetic',
  'string',
  'code',
  'regexp',
  '99',
];
const edgeTypes = ['property', 'property', 'internal', 'context', 'weak', 'shortcut', 'element', 'hidden'];
const nodeNames = [
  'Object',
  'Foo',
  'system / NativeContext',
  'system / Context',
  '(map descriptors)',
  '(Document DOM trees)',
  'system / ExternalStringData',
  '<div id="a">',
  'wéird "name"\n\ud800',
  '',
];
const edgeNames = [
  'a',
  'b',
  'a,b',
  '__proto__',
  'map',
  'sloppy_function_map',
  'elements',
  'shared',
  'script',
  '4',
  '<symbol x>',
];
const sizes = [0, 1, 16, 24, 1000, 70_000, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 1];

/** A snapshot of a graph of a few nodes in which everything is possible: rings, self edges, nodes that nothing leads to. */
export function randomGraph(random: Random): string {
  const count = 1 + random.below(random.chance(0.1) ? 80 : 14);
  const nodes = Array.from({ length: count }, (): TinyNode => {
    const edges = Array.from({ length: random.below(5) }, () => randomEdge(random, count));
    return {
      type: random.pick(nodeTypes),
      name: random.pick(nodeNames),
      size: random.pick(sizes),
      detachedness: random.pick([0, 0, 1, 2]),
      edges,
      ...(random.chance(0.2) && { location: [random.below(3), random.below(3), random.below(3)] as const }),
      ...(random.chance(0.1) && { id: random.below(2 * count) }),
    };
  });
  return snapshotText(nodes, {
    version: random.pick(['node20', 'node24']),
    separator: random.pick([',', ',\n']),
  });
}

function randomEdge(random: Random, count: number): TinyEdge {
  const type = random.pick(edgeTypes);
  const to = random.below(count);
  if (type === 'element' || type === 'hidden') return [type, random.below(9), to];
  return [type, random.chance(0.3) ? twinName(random, count) : random.pick(edgeNames), to];
}

/** As V8 calls the edges that lead to a value in a WeakMap. */
function twinName(random: Random, count: number): string {
  const id = (): number => 2 * random.below(count) + 1;
  return `${random.below(3)} / part of key (K @${id()}) -> value (V @${id()}) pair in WeakMap (table @${id()})`;
}
