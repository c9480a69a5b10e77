import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import type { Gain } from './gains.ts';

/** Of more, these stand for all. */
const mostSamples = 1_000;
const ofKey =
  /^\d+ \/ part of key \(.* @(?<key>\d+)\) -> value \(.*pair in WeakMap \(table @(?<table>\d+)\)$/;

/**
 * Finds the WeakMaps that have values for what was gained: these live as long as their keys, so that who holds the keys holds
 * the values.
 *
 * @returns by gain, the WeakMap that most of its objects are keys of, where half of them are
 */
export function keyedMaps(snapshot: HeapSnapshot, gains: readonly Gain[]): Map<Gain, number> {
  const { graph } = snapshot;
  const { nodes, edges, strings } = graph;
  const internal = graph.edgeType('internal');
  const tables = new Map<Gain, number>();
  if (graph.weakMapNames.strings.length === 0) return tables;
  for (const gain of gains) {
    const samples = gain.samples.slice(0, mostSamples);
    const counts = new Map<number, number>();
    for (const node of samples) {
      const own = new Set<number>();
      for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
        if (edges.types[edge] !== internal) continue;
        const { key, table } = ofKey.exec(strings.text(edges.names[edge]!))?.groups ?? {};
        if (Number(key) === nodes.ids[node]) own.add(Number(table));
      }
      for (const table of own) counts.set(table, (counts.get(table) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (most !== undefined && most[1] >= samples.length / 2) tables.set(gain, most[0]);
  }
  return mapsOf(snapshot, tables);
}

/** From the tables of WeakMaps to these. */
function mapsOf({ graph }: HeapSnapshot, tables: ReadonlyMap<Gain, number>): Map<Gain, number> {
  const names = new ObjectEdges(graph);
  const wanted = new Set(tables.values());
  const maps = new Map<number, number>();
  const object = graph.nodeType('object');
  const { types } = graph.nodes;
  for (let node = 0; node < graph.nodeCount && maps.size < wanted.size; node++) {
    if (types[node] !== object || !graph.isNamed(node, 'WeakMap')) continue;
    const table = names.child(node, 'table');
    const id = table === undefined ? undefined : graph.nodes.ids[table]!;
    if (id !== undefined && wanted.has(id)) maps.set(id, node);
  }
  return new Map([...tables].flatMap(([gain, id]) => (maps.has(id) ? [[gain, maps.get(id)!] as const] : [])));
}
