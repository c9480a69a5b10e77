import type { ScriptPlace } from './ObjectClasses.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

const neededFields = ['object_index', 'script_id', 'line', 'column'];

/**
 * Hands out every location: its node, its script, and where its record begins, for {@link placeAt}. A snapshot whose head
 * does not say what its locations are made of has none.
 */
export function eachLocation(
  { locations, format, nodeCount }: SnapshotGraph,
  take: (node: number, scriptId: number, at: number) => void,
): void {
  const { locationFields, nodeFields } = format;
  if (!neededFields.every((name) => locationFields.includes(name))) return;
  const index = locationFields.indexOf('object_index');
  const script = locationFields.indexOf('script_id');
  const { length } = locationFields;
  for (let at = 0; at + length <= locations.length; at += length) {
    const node = locations.at(at + index) / nodeFields.count;
    if (node < nodeCount && Number.isInteger(node)) take(node, locations.at(at + script), at);
  }
}

/** The place in a script that the record at `at` tells. */
export function placeAt({ locations, format }: SnapshotGraph, scriptId: number, at: number): ScriptPlace {
  const field = (name: string): number => locations.at(at + format.locationFields.indexOf(name));
  return { scriptId, line: field('line'), column: field('column') };
}
