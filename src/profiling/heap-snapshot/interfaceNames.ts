import { ShapeTable } from './ShapeTable.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** Properties that many plain objects begin with, and the name that such objects get. */
interface Interface {
  readonly name: string;
  readonly properties: readonly number[];
  count: number;
}

/** The interfaces of a heap, and which of them each shape belongs to. */
export interface InterfaceNames {
  /** Names of interfaces: `{at, state}`. */
  readonly names: readonly string[];
  /** Of each shape, the index of its interface's name, or -1. */
  readonly interfaces: Int32Array;
}

const longestName = 120;
const leastObjects = 2;
/** An interface is for one plain object in so many, at least. */
const objectsPerInterface = 1000;

/**
 * Tells plain objects apart by their properties, as DevTools does: what at least two of them and one in a thousand begin
 * with becomes an interface, and an object belongs to the one with the most properties that it has all of.
 *
 * @param shapeOf where the number of each plain object's shape is written; other places stay as they are
 */
export function interfaceNames(graph: SnapshotGraph, shapeOf: Uint32Array): InterfaceNames {
  const shapes = shapesOf(graph, shapeOf);
  const interfaces = commonInterfaces(graph, shapes);
  return { names: interfaces.map(({ name }) => name), interfaces: matchesOf(shapes, interfaces) };
}

/** Tells whether a node is a plain object. */
export function plainObjects(graph: SnapshotGraph): (node: number) => boolean {
  const { types, names } = graph.nodes;
  const object = graph.nodeType('object');
  const plain = graph.knownNames.indexOf('Object');
  return (node) => names[node] === plain && types[node] === object;
}

function shapesOf(graph: SnapshotGraph, shapeOf: Uint32Array): ShapeTable {
  const { nodeCount } = graph;
  const { firstEdges } = graph.nodes;
  const { types, names } = graph.edges;
  const isPlain = plainObjects(graph);
  const property = graph.edgeType('property');
  const shapes = new ShapeTable();
  for (let node = 0; node < nodeCount; node++) {
    if (!isPlain(node)) continue;
    shapes.begin();
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (types[edge] === property) shapes.add(names[edge]!);
    }
    shapeOf[node] = shapes.end();
  }
  return shapes;
}

/** Interfaces by falling number of objects; those of equally many in the order in which they were met. */
function commonInterfaces(graph: SnapshotGraph, shapes: ShapeTable): Interface[] {
  const prototype = graph.knownNames.indexOf('__proto__');
  const byName = new Map<string, Interface>();
  let objects = 0;
  for (let shape = 0; shape < shapes.length; shape++) {
    objects += shapes.countOf(shape);
    const properties: number[] = [];
    let name = '{';
    for (const property of shapes.namesOf(shape)) {
      if (property === prototype) continue;
      const text = quotedWhereNeeded(graph.strings.text(property));
      if (name.length > 1 && name.length + text.length > longestName) break;
      name += name.length > 1 ? `, ${text}` : text;
      properties.push(property);
    }
    if (properties.length === 0) continue;
    name += '}';
    const present = byName.get(name);
    if (present === undefined) byName.set(name, { name, properties, count: shapes.countOf(shape) });
    else present.count += shapes.countOf(shape);
  }
  const least = Math.max(leastObjects, objects / objectsPerInterface);
  return [...byName.values()].filter(({ count }) => count >= least).sort((a, b) => b.count - a.count);
}

/** Of each shape the index of the interface that fits best: the one with the most properties, then the more common one. */
function matchesOf(shapes: ShapeTable, interfaces: readonly Interface[]): Int32Array {
  // Interfaces by one of their properties, so that few are compared with a shape.
  const byProperty = new Map<number, number[]>();
  for (const [index, { properties }] of interfaces.entries()) {
    const [first] = properties as [number];
    const list = byProperty.get(first);
    if (list === undefined) byProperty.set(first, [index]);
    else list.push(index);
  }
  const matches = new Int32Array(shapes.length);
  for (let shape = 0; shape < shapes.length; shape++) {
    const has = new Set(shapes.namesOf(shape));
    let best = -1;
    for (const property of has) {
      for (const index of byProperty.get(property) ?? []) {
        const length = interfaces[index]!.properties.length;
        const present = best < 0 ? 0 : interfaces[best]!.properties.length;
        const better = length > present || (length === present && index < best);
        if (better && interfaces[index]!.properties.every((name) => has.has(name))) best = index;
      }
    }
    matches[shape] = best;
  }
  return matches;
}

/** Names with punctuation of their own are quoted. */
function quotedWhereNeeded(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}
