import type { HeapSnapshot } from './HeapSnapshot.ts';

const longestText = 40;

/** A node in a few words: `Map`, `function onTick`, `{at, state}`, `"some text"`. */
export function nodeWords({ graph, classes }: HeapSnapshot, node: number): string {
  const type = graph.typeOf(node);
  switch (type) {
    case 'closure':
      return `function ${graph.nameOf(node) || '(anonymous)'}`;
    case 'string':
    case 'concatenated string':
    case 'sliced string': {
      const text = graph.nameOf(node);
      return type === 'string'
        ? JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}…` : text)
        : `(${type})`;
    }
    default:
      return classes.classes[classes.classOf[node]!]!.name || `(${type})`;
  }
}

/** Whether a node is something that a program knows, and no part of V8's or Node.js's making. */
export function isVisible({ graph }: Pick<HeapSnapshot, 'graph'>, node: number): boolean {
  const type = graph.typeOf(node);
  if (type === 'closure' || type === 'regexp') return true;
  return (type === 'object' || type === 'native') && !graph.nameOf(node).startsWith('system / ');
}
