import type { SnapshotGraph } from '../SnapshotGraph.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A variable that an ECMAScript module exports: V8 has it in a cell, not among the module's other variables. */
export interface ExportedBinding {
  readonly cell: number;
  /** As others import it: `sessions`, `default`; one that is no identifier in quotation marks. */
  readonly name: string;
  /** Address of the module. */
  readonly script: string;
}

/** What a module exports of its own; nothing of what it passes on from others, and before it has begun to run. */
export function exportedBindings(
  graph: SnapshotGraph,
  edges: ObjectEdges,
  module: number,
): readonly ExportedBinding[] {
  const { table, own, body } = partsOf(graph, edges, module);
  if (table === undefined || own === undefined || body === undefined || !edges.isOfProgram(body)) return [];
  const script = edges.scriptOf(body);
  const names = namesIn(graph, edges, table, cellsIn(graph, own));
  return [...names].map(([cell, name]) => ({
    cell,
    name: identifier.test(name) ? name : JSON.stringify(name),
    script,
  }));
}

interface ModuleParts {
  /** What can be imported from it, by name. */
  readonly table: number | undefined;
  /** The cells of what it exports of its own. */
  readonly own: number | undefined;
  /** The function that runs it. */
  readonly body: number | undefined;
}

/** The words of a module have numbers and no names: the table comes first, and behind the function what it exports. */
function partsOf(graph: SnapshotGraph, edges: ObjectEdges, module: number): ModuleParts {
  const { nodes, edges: columns } = graph;
  const array = graph.nodeType('array');
  const hidden = graph.edgeType('hidden');
  const arrays = new Map<number, number>();
  let body: number | undefined;
  let bodyAt = 0;
  let firstAt = Number.POSITIVE_INFINITY;
  for (let edge = nodes.firstEdges[module]!; edge < nodes.firstEdges[module + 1]!; edge++) {
    if (columns.types[edge] !== hidden) continue;
    const target = columns.targets[edge]!;
    const at = columns.names[edge]!;
    if (nodes.types[target] === array) {
      arrays.set(at, target);
      firstAt = Math.min(firstAt, at);
    }
    const runs = bodyOf(graph, edges, target);
    // What a module has thrown stands before it, and may be a function.
    if (runs !== undefined && at >= bodyAt) {
      body = runs;
      bodyAt = at;
    }
  }
  return { table: arrays.get(firstAt), own: arrays.get(bodyAt + 1), body };
}

/** A module is linked as a function, and runs as a generator. */
function bodyOf(graph: SnapshotGraph, edges: ObjectEdges, node: number): number | undefined {
  const type = graph.typeOf(node);
  if (type === 'closure') return node;
  return type === 'object' && graph.nameOf(node) === 'Generator' ? edges.child(node, 'function') : undefined;
}

function cellsIn(graph: SnapshotGraph, array: number): Set<number> {
  const { nodes, edges } = graph;
  const cells = new Set<number>();
  for (let edge = nodes.firstEdges[array]!; edge < nodes.firstEdges[array + 1]!; edge++) {
    const target = edges.targets[edge]!;
    if (isCell(graph, target)) cells.add(target);
  }
  return cells;
}

/** In a table the cell stands in the word behind its name. */
function namesIn(
  graph: SnapshotGraph,
  edges: ObjectEdges,
  table: number,
  cells: ReadonlySet<number>,
): Map<number, string> {
  const { firstEdges } = graph.nodes;
  const names = new Map<number, string>();
  let key = { at: Number.NaN, text: '' };
  for (let edge = firstEdges[table]!; edge < firstEdges[table + 1]!; edge++) {
    const target = graph.edges.targets[edge]!;
    const at = Number(edges.nameOf(edge));
    if (graph.typeOf(target) === 'string') key = { at, text: graph.nameOf(target) };
    else if (cells.has(target) && at === key.at + 1) {
      const known = names.get(target);
      if (known === undefined || isBefore(key.text, known)) names.set(target, key.text);
    }
  }
  return names;
}

/** Of several names of one variable the same is told in every run, and `default` where there is no other. */
function isBefore(one: string, other: string): boolean {
  return other === 'default' || (one !== 'default' && one < other);
}

/** Whether a node is what V8 keeps an exported variable in. */
export function isCell(graph: SnapshotGraph, node: number): boolean {
  return graph.isNamed(node, 'system / Cell');
}
