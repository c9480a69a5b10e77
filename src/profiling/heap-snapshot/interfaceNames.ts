import type { SnapshotGraph } from './SnapshotGraph.ts';

/** Plain objects that have the same properties in the same order. */
interface Shape {
  /** Indexes of the properties' names. */
  readonly properties: readonly number[];
  count: number;
}

/** Properties that many objects begin with, and the name that such objects get. */
interface Interface {
  readonly name: string;
  readonly properties: readonly number[];
  count: number;
}

/** The plain objects of a heap, and the interface of each where it has one. */
export interface InterfaceNames {
  /** Names of interfaces: `{at, state}`. */
  readonly names: readonly string[];
  /** Ordinals of the plain objects. */
  readonly objects: Uint32Array;
  /** Of each, the index of its interface's name, or -1. */
  readonly interfaces: Int32Array;
}

const longestName = 120;
const leastObjects = 2;
/** An interface is for one plain object in so many, at least. */
const objectsPerInterface = 1000;

/**
 * Tells plain objects apart by their properties, as DevTools does: what at least two of them and one in a thousand begin
 * with becomes an interface, and an object belongs to the one with the most properties that it has all of.
 */
export function interfaceNames(graph: SnapshotGraph): InterfaceNames {
  const { objects, shapeOf, shapes } = plainObjects(graph);
  const interfaces = commonInterfaces(graph, shapes, objects.length);
  const matches = matchesOf(shapes, interfaces);
  return {
    names: interfaces.map(({ name }) => name),
    objects: Uint32Array.from(objects),
    interfaces: Int32Array.from(shapeOf, (shape) => matches[shape]!),
  };
}

function plainObjects(graph: SnapshotGraph): { objects: number[]; shapeOf: number[]; shapes: Shape[] } {
  const { nodes, edges, nodeCount } = graph;
  const objectType = graph.nodeType('object');
  const property = graph.edgeType('property');
  const plain = graph.knownNames.indexOf('Object');
  const objects: number[] = [];
  const shapeOf: number[] = [];
  const shapes: Shape[] = [];
  const byHash = new Map<number, number[]>();
  const found: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (nodes.names[node] !== plain || nodes.types[node] !== objectType) continue;
    found.length = 0;
    let hash = 0;
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      if (edges.types[edge] !== property) continue;
      const name = edges.names[edge]!;
      hash = (Math.imul(hash, 31) + name) | 0;
      found.push(name);
    }
    const candidates = byHash.get(hash) ?? [];
    if (candidates.length === 0) byHash.set(hash, candidates);
    let shape = candidates.find((candidate) => isSame(shapes[candidate]!.properties, found));
    if (shape === undefined) {
      shape = shapes.length;
      shapes.push({ properties: found.slice(), count: 0 });
      candidates.push(shape);
    }
    shapes[shape]!.count += 1;
    objects.push(node);
    shapeOf.push(shape);
  }
  return { objects, shapeOf, shapes };
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/** Interfaces by falling number of objects; those of equally many in the order in which they were met. */
function commonInterfaces(graph: SnapshotGraph, shapes: readonly Shape[], objectCount: number): Interface[] {
  const prototype = graph.knownNames.indexOf('__proto__');
  const byName = new Map<string, Interface>();
  for (const shape of shapes) {
    const properties: number[] = [];
    let name = '{';
    for (const property of shape.properties) {
      if (property === prototype) continue;
      const text = quotedWhereNeeded(graph.strings.text(property));
      if (name.length > 1 && name.length + text.length > longestName) break;
      name += name.length > 1 ? `, ${text}` : text;
      properties.push(property);
    }
    if (properties.length === 0) continue;
    name += '}';
    const present = byName.get(name);
    if (present === undefined) byName.set(name, { name, properties, count: shape.count });
    else present.count += shape.count;
  }
  const least = Math.max(leastObjects, objectCount / objectsPerInterface);
  return [...byName.values()].filter(({ count }) => count >= least).sort((a, b) => b.count - a.count);
}

/** Of each shape the index of the interface that fits best: the one with the most properties, then the more common one. */
function matchesOf(shapes: readonly Shape[], interfaces: readonly Interface[]): number[] {
  // Interfaces by one of their properties, so that few are compared with a shape.
  const byProperty = new Map<number, number[]>();
  for (const [index, { properties }] of interfaces.entries()) {
    const [first] = properties as [number];
    const list = byProperty.get(first);
    if (list === undefined) byProperty.set(first, [index]);
    else list.push(index);
  }
  return shapes.map(({ properties }) => {
    const has = new Set(properties);
    let best = -1;
    for (const property of has) {
      for (const index of byProperty.get(property) ?? []) {
        const length = interfaces[index]!.properties.length;
        const present = best < 0 ? 0 : interfaces[best]!.properties.length;
        const better = length > present || (length === present && index < best);
        if (better && interfaces[index]!.properties.every((name) => has.has(name))) best = index;
      }
    }
    return best;
  });
}

/** Names with punctuation of their own are quoted. */
function quotedWhereNeeded(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}
