import { describe, expect, it } from 'vitest';
import { faultTeller } from '../../src/agent/faultTeller.ts';

describe('a fault of a part that works by itself', () => {
  it('is told once, whatever was thrown', () => {
    const warnings: string[] = [];
    const host = { emitWarning: (message: string | Error) => void warnings.push(String(message)) };
    const unreadable = {
      get message(): string {
        throw new Error('no');
      },
    };
    const tell = faultTeller(host);
    tell(unreadable);
    tell(new Error('again'));
    expect(warnings).toEqual([expect.stringContaining('The reason: an error that cannot be told.')]);
    faultTeller(host)(new Error('no max'));
    expect(warnings[1]).toContain('the application goes on. The reason: no max.');
  });
});
