import { describe, expect, it, vi } from 'vitest';
import { loadCode } from '../../src/agent/loadCode.ts';

describe('code that is loaded later', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('not for you'), 'not for you'],
    ['what cannot be told', Object.create(null), 'something that cannot be told'],
  ])('is not imported where then of promises throws %s, and says so', async (_, thrown, told) => {
    const load = vi.fn(async () => 'code');
    const then = (): never => {
      throw thrown;
    };
    await expect(loadCode(load, { then })).rejects.toThrow(
      `Promise.prototype.then has been replaced, and throws: ${told}`,
    );
    expect(load).not.toHaveBeenCalled();
  });

  it('is loaded where somebody has replaced then by what works', async () => {
    const then = vi.fn();
    expect(await loadCode(async () => 'code', { then })).toBe('code');
    expect(then).toHaveBeenCalledTimes(1);
  });

  it('fails as its import fails', async () => {
    await expect(loadCode(() => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file');
  });
});
