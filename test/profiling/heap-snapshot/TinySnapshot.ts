import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import type { SnapshotKernel } from '../../../src/profiling/heap-snapshot/kernel/SnapshotKernel.ts';
import { readSnapshot } from '../../../src/profiling/heap-snapshot/readSnapshot.ts';
import type { SnapshotGraph } from '../../../src/profiling/heap-snapshot/SnapshotGraph.ts';

const nodeTypes = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
];
const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];

/** An edge: type, name or index, place of the node that it leads to. */
export type TinyEdge = readonly [type: string, name: string | number, to: number];

/** A node of a snapshot made by hand. */
export interface TinyNode {
  readonly type?: string;
  readonly name?: string;
  readonly id?: number;
  readonly size?: number;
  readonly detachedness?: number;
  readonly edges?: readonly TinyEdge[];
  /** Script, line and column. */
  readonly location?: readonly [number, number, number];
}

/** How a snapshot made by hand is written. */
export interface TinyLayout {
  /** @default as Node.js 20 and 22; 'node24' has no trace_node_id */
  readonly version?: 'node20' | 'node24';
  readonly separator?: string;
  readonly afterStrings?: string;
}

/** The text of a snapshot, as V8 writes it. The first node is the root. */
export function snapshotText(
  nodes: readonly TinyNode[],
  { version = 'node20', separator = ',\n' }: TinyLayout = {},
): string {
  const strings: string[] = ['<dummy>'];
  const indexes = new Map<string, number>();
  const string = (text: string): number => {
    let index = indexes.get(text);
    if (index === undefined) {
      index = strings.push(text) - 1;
      indexes.set(text, index);
    }
    return index;
  };
  const isOld = version === 'node20';
  const fields = [
    'type',
    'name',
    'id',
    'self_size',
    'edge_count',
    ...(isOld ? ['trace_node_id'] : []),
    'detachedness',
  ];
  const nodeRows: string[] = [];
  const edgeRows: string[] = [];
  const locations: string[] = [];
  for (const [
    place,
    { type = 'object', name = '', id = 2 * place + 1, size = 0, detachedness = 0, edges = [], location },
  ] of nodes.entries()) {
    const typeNumber = nodeTypes.indexOf(type);
    const row = [
      typeNumber < 0 ? Number(type) : typeNumber,
      string(name),
      id,
      size,
      edges.length,
      ...(isOld ? [0] : []),
      detachedness,
    ];
    nodeRows.push(row.join());
    for (const [edgeType, edgeName, to] of edges) {
      const key = typeof edgeName === 'string' ? string(edgeName) : edgeName;
      edgeRows.push([edgeTypes.indexOf(edgeType), key, to * fields.length].join());
    }
    if (location) locations.push([place * fields.length, ...location].join());
  }
  const meta = {
    node_fields: fields,
    node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [edgeTypes, 'string_or_number', 'node'],
    trace_function_info_fields: ['function_id', 'name'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
  const head = JSON.stringify({
    meta,
    node_count: nodes.length,
    edge_count: edgeRows.length,
    trace_function_count: 0,
  });
  return `{"snapshot":${head},
"nodes":[${nodeRows.join('\n,')}
],
"edges":[${edgeRows.join('\n,')}
],
"trace_function_infos":[],
"trace_tree":[0,[]],
"samples":[],
"locations":[${locations.join('\n,')}],
"strings":[${strings.map((text) => JSON.stringify(text)).join(separator)}]}
`;
}

/** The bytes in pieces of that many. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Reads a text as a snapshot. */
export function readText(
  text: string,
  { kernel, size = 1 << 20 }: { kernel?: SnapshotKernel; size?: number } = {},
): Promise<SnapshotGraph> {
  return readSnapshot({ chunks: inPieces(Buffer.from(text), size) }, { kernel });
}

/** Reads and analyses a snapshot made by hand. */
export async function analysed(nodes: readonly TinyNode[], kernel?: SnapshotKernel): Promise<HeapSnapshot> {
  return new HeapSnapshot(await readText(snapshotText(nodes), kernel === undefined ? {} : { kernel }));
}
