import type { HeapSnapshot } from '../HeapSnapshot.ts';

/** What there is most of stands among the first already. */
const mostCounted = 10_000;

/** The class of which an object holds most, in its elements, properties and entries: the same in each run. */
export function mostlyHeld({ graph, classes }: HeapSnapshot, holder: number): string {
  const { nodes, edges, strings } = graph;
  const internal = graph.edgeType('internal');
  const isHeld = new Set([graph.edgeType('element'), graph.edgeType('property')]);
  const counts = new Map<string, number>();
  let left = mostCounted;
  count(holder, (type) => isHeld.has(type));
  const [most] = [...counts].sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
  return most?.[0] ?? '';

  function count(node: number, isWanted: (type: number) => boolean): void {
    const end = nodes.firstEdges[node + 1]!;
    for (let edge = nodes.firstEdges[node]!; edge < end && left > 0; edge++) {
      const type = edges.types[edge]!;
      const target = edges.targets[edge]!;
      const isTable = node === holder && type === internal && strings.text(edges.names[edge]!) === 'table';
      if (isTable) count(target, (one) => one === internal);
      else if (isWanted(type) && !isOwn(edge, type)) {
        const held = classes.classes[classes.classOf[target]!]!.name;
        counts.set(held, (counts.get(held) ?? 0) + 1);
        left -= 1;
      }
    }
  }

  /** What every object has, and V8's own parts of a table. */
  function isOwn(edge: number, type: number): boolean {
    if (graph.typeOf(edges.targets[edge]!) === 'hidden') return true;
    if (type === graph.edgeType('element')) return false;
    const name = strings.text(edges.names[edge]!);
    return type === internal ? !/^\d+$/.test(name) : name === '__proto__';
  }
}
