import { describe, expect, it } from 'vitest';
import { warn } from '../../src/agent/warn.ts';

describe('a process warning', () => {
  it('has its type and its code', () => {
    const told: unknown[][] = [];
    warn({ emitWarning: (...given: unknown[]) => void told.push(given) } as never, 'low', 'LOW');
    expect(told).toEqual([['low', { type: 'TidemarkWarning', code: 'LOW' }]]);
  });

  it('is one that is made already where Node.js cannot make it', () => {
    const told: unknown[] = [];
    const emitWarning = (warning: unknown): void => {
      if (!(warning instanceof Error)) throw new TypeError('Error.prototype is frozen');
      told.push(warning);
    };
    warn({ emitWarning } as never, 'low', 'LOW');
    expect(told).toMatchObject([{ name: 'TidemarkWarning', message: 'low', code: 'LOW' }]);
  });

  it('is never an exception, even where the application lets nobody warn', () => {
    const emitWarning = (): void => {
      throw new Error('not here');
    };
    expect(() => warn({ emitWarning } as never, 'low')).not.toThrow();
  });
});
