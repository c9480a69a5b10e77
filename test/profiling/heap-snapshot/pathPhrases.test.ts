import { describe, expect, it } from 'vitest';
import type { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import type { ObjectEdges } from '../../../src/profiling/heap-snapshot/paths/ObjectEdges.ts';
import { wordsOf } from '../../../src/profiling/heap-snapshot/paths/pathPhrases.ts';

/** A path of one step, from a module to what it exports, over a property of that name. */
function exportsOver(property: string): string {
  const edges = { nameOf: () => property } as unknown as ObjectEdges;
  const step = { text: `.${property}`, masked: `.${property}`, from: 1, to: 2 };
  const landmark = { rank: 2, kind: 'exports', words: '/app/server.cjs' } as const;
  return wordsOf({} as HeapSnapshot, edges, [step], [0], landmark).text;
}

describe('what a module exports', () => {
  it('has that name over a symbol of Node.js as well (was: "<symbol node:module_export>")', () => {
    expect(exportsOver('exports')).toBe('exports (module /app/server.cjs)');
    expect(exportsOver('<symbol node:module_export>')).toBe('exports (module /app/server.cjs)');
  });
});
