import { syntheticClass } from '../../wire/rootsOfV8.ts';
import type { HeapSnapshot } from './HeapSnapshot.ts';
import { IdTable } from './IdTable.ts';
import type { ObjectClass, ObjectClasses } from './ObjectClasses.ts';
import type { SnapshotSummary } from './SnapshotSummary.ts';

/** How the objects of one class changed between two snapshots of a process. */
export interface ClassChange extends ObjectClass {
  readonly added: number;
  readonly addedBytes: number;
  readonly deleted: number;
  readonly deletedBytes: number;
}

/**
 * Compares object by object: one that only the later snapshot has was added, one that only the earlier one has was deleted.
 * What has no size of its own is not counted, nor are V8's roots. By falling growth in bytes.
 */
export function snapshotDiff(before: SnapshotSummary, after: HeapSnapshot): ClassChange[] {
  const { graph, classes } = after;
  const present = new IdTable(graph.nodes.ids);
  const past = new IdTable(before.ids);
  const changes = new Map<string, Mutable>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const bytes = graph.sizeOf(node);
    if (bytes === 0 || past.has(graph.nodes.ids[node]!)) continue;
    const change = changeOf(changes, classes, node);
    change.added += 1;
    change.addedBytes += bytes;
  }
  for (let node = 0; node < before.ids.length; node++) {
    const bytes = before.sizes[node]!;
    if (bytes === 0 || present.has(before.ids[node]!)) continue;
    const change = changeOf(changes, before.kinds, node);
    change.deleted += 1;
    change.deletedBytes += bytes;
  }
  const growth = (change: ClassChange): number => change.addedBytes - change.deletedBytes;
  const ofObjects = [...changes.values()].filter(({ name }) => name !== syntheticClass);
  return ofObjects.sort((a, b) => growth(b) - growth(a));
}

type Mutable = { -readonly [Field in keyof ClassChange]: ClassChange[Field] };

function changeOf(
  changes: Map<string, Mutable>,
  { classes, classOf }: Pick<ObjectClasses, 'classes' | 'classOf'>,
  node: number,
): Mutable {
  const { name, place } = classes[classOf[node]!]!;
  const key = place === undefined ? name : `${name}@${place.scriptId},${place.line},${place.column}`;
  let change = changes.get(key);
  if (change === undefined) {
    change = { name, place, added: 0, addedBytes: 0, deleted: 0, deletedBytes: 0 };
    changes.set(key, change);
  }
  return change;
}
