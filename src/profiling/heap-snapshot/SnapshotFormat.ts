import { describe } from '../../TidemarkError.ts';
import { invalidSnapshot } from './invalidSnapshot.ts';

/** Where the fields of a node stand in its record; -1 where this version of V8 does not write one. */
export interface NodeFields {
  readonly count: number;
  readonly type: number;
  readonly name: number;
  readonly id: number;
  readonly selfSize: number;
  readonly edgeCount: number;
  readonly detachedness: number;
}

/** What the head of a snapshot says of the rest. Nothing about the layout is assumed that stands here. */
export interface SnapshotFormat {
  readonly nodeFields: NodeFields;
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The node that everything is reached from. */
  readonly rootOrdinal: number;
  /** Fields of a location record: `object_index`, `script_id`, `line`, `column`. */
  readonly locationFields: readonly string[];
  /** Bytes outside of the heap that V8 counts and no node holds; 0 before Node.js 24. */
  readonly extraNativeBytes: number;
}

const knownEdgeFields = ['type', 'name_or_index', 'to_node'];
/** Ordinals and edges are counted in 32 bits, a few values of which have a meaning of their own. */
const mostRecords = 0xffff_fff0;
const mostFields = 32;
const mostTypes = 256;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the head of a snapshot: its `snapshot` property.
 *
 * @throws TidemarkError `INVALID_SNAPSHOT`, naming the field at fault
 */
export function snapshotFormat(head: unknown): SnapshotFormat {
  const snapshot = fieldsOf(head, 'snapshot');
  const meta = fieldsOf(snapshot.meta, 'snapshot.meta');
  const names = texts(meta.node_fields, 'snapshot.meta.node_fields');
  if (names.length > mostFields) {
    throw invalidSnapshot(
      `have at most ${mostFields} fields to a node`,
      `snapshot.meta.node_fields has ${names.length}`,
    );
  }
  const place = (name: string): number => {
    const at = names.indexOf(name);
    if (at < 0)
      throw invalidSnapshot(
        `have the node field ${name}`,
        `snapshot.meta.node_fields has ${names.join(', ')}`,
      );
    return at;
  };
  const nodeFields: NodeFields = {
    count: names.length,
    type: place('type'),
    name: place('name'),
    id: place('id'),
    selfSize: place('self_size'),
    edgeCount: place('edge_count'),
    detachedness: names.indexOf('detachedness'),
  };
  const edgeNames = texts(meta.edge_fields, 'snapshot.meta.edge_fields');
  if (edgeNames.join() !== knownEdgeFields.join()) {
    throw invalidSnapshot(
      `have the edge fields ${knownEdgeFields.join(', ')}`,
      `snapshot.meta.edge_fields has ${edgeNames.join(', ')}`,
    );
  }
  const nodeCount = count(snapshot.node_count, 'snapshot.node_count', 1);
  const rootIndex = count(snapshot.root_index ?? 0, 'snapshot.root_index', 0);
  if (rootIndex % names.length !== 0 || rootIndex / names.length >= nodeCount) {
    throw invalidSnapshot('have its root among its nodes', `snapshot.root_index is ${rootIndex}`);
  }
  return {
    nodeFields,
    nodeTypes: types(meta.node_types, nodeFields.type, 'snapshot.meta.node_types'),
    edgeTypes: types(meta.edge_types, 0, 'snapshot.meta.edge_types'),
    nodeCount,
    edgeCount: count(snapshot.edge_count, 'snapshot.edge_count', 0),
    rootOrdinal: rootIndex / names.length,
    locationFields:
      meta.location_fields === undefined ? [] : texts(meta.location_fields, 'snapshot.meta.location_fields'),
    extraNativeBytes: typeof snapshot.extra_native_bytes === 'number' ? snapshot.extra_native_bytes : 0,
  };
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidSnapshot(
      `have an object as ${name}`,
      `it is ${Array.isArray(value) ? nested(value) : describe(value)}`,
    );
  }
  return value as Fields;
}

/** A list in words; one that is nested too deep to be printed by its depth. */
function nested(list: readonly unknown[]): string {
  let depth = 1;
  for (let at = list; at.length > 0 && Array.isArray(at[0]); at = at[0]) depth += 1;
  return depth === 1
    ? `a list of ${list.length.toLocaleString('en')}`
    : `lists within lists, ${depth.toLocaleString('en')} deep`;
}

function texts(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.some((one) => typeof one !== 'string')) {
    throw invalidSnapshot(`have a list of names as ${name}`, `it is ${describe(value)}`);
  }
  return value;
}

/** The names of the types: an enumeration stands as a list in the place of its field's type. */
function types(value: unknown, place: number, name: string): readonly string[] {
  const list = texts(Array.isArray(value) ? value[place] : value, name);
  if (list.length > mostTypes) {
    throw invalidSnapshot(`have at most ${mostTypes} types`, `${name} has ${list.length}`);
  }
  return list;
}

function count(value: unknown, name: string, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > mostRecords) {
    throw invalidSnapshot(
      `have a whole number from ${least} to ${mostRecords.toLocaleString('en')} as ${name}`,
      `it is ${describe(value)}`,
    );
  }
  return value as number;
}
