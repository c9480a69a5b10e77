import { describe, expect, it } from 'vitest';
import { fixIdea } from '../../../../src/profiling/heap-snapshot/suspects/fixIdea.ts';

function ideaFor(className: string): string {
  return fixIdea({ className, maskedPath: 'globalThis.kept', gains: 'Session' });
}

describe('what to try', () => {
  it('is deleting keys for a Map, and members for a Set', () => {
    expect(ideaFor('Map')).toContain('delete the key');
    expect(ideaFor('SessionMap')).toContain('a WeakMap if keys are objects');
    expect(ideaFor('Set')).toContain('delete each member');
    expect(ideaFor('Set')).toContain('a WeakSet');
    expect(ideaFor('Set')).not.toContain('key');
  });

  it('is looking for who holds the keys of what holds weakly', () => {
    expect(ideaFor('WeakMap')).toBe('let go of its keys, which are held elsewhere');
  });
});
