import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isOnStack } from '../paths/stackFrames.ts';

/**
 * Numbers local variables of one function that nothing else tells apart, by their order in it, from 1 on. Variables of a function that
 * waits have the same number in each of its calls; those of a function that runs are told apart by the objects in them.
 *
 * @param holders objects under suspicion
 * @param pathTo how the program reaches one
 * @param keyOf the same for those that are not told apart
 * @returns the number of each holder that is in such a variable itself, and of no other
 */
export function variableNumbers(
  { graph, retainers }: HeapSnapshot,
  holders: readonly number[],
  pathTo: (holder: number) => string,
  keyOf: (holder: number) => string,
): ReadonlyMap<number, number> {
  const groups = new Map<string, number[]>();
  for (const holder of holders) {
    const path = pathTo(holder);
    if (!isVariable(path)) continue;
    const key = keyOf(holder);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [holder]);
    else group.push(holder);
  }
  const numbers = new Map<number, number>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const slots = group.map((holder) => slotOf(holder));
    const order = [...new Set(slots)].sort((a, b) => a - b);
    for (const [at, holder] of group.entries()) numbers.set(holder, order.indexOf(slots[at]!) + 1);
  }
  return numbers;

  function slotOf(holder: number): number {
    return isOnStack(pathTo(holder)) ? graph.nodes.ids[holder]! : registerOf(holder);
  }

  /** The first place of an object among the variables of a function that waits: an array, by its number. */
  function registerOf(holder: number): number {
    const registers = retainers.edgesTo(holder).flatMap((edge) => {
      if (graph.typeOf(retainers.sourceOf(edge)) !== 'array') return [];
      const name = Number(graph.strings.text(graph.edges.names[edge]!));
      return Number.isNaN(name) ? [] : [name];
    });
    return Math.min(...registers);
  }
}

/** Whether a path leads to a variable, and no further. */
function isVariable(path: string): boolean {
  return path.endsWith(' → a local variable') || (isOnStack(path) && !path.includes('→'));
}
