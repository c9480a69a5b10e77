import { describe, expect, it } from 'vitest';
import { descriptorLimit } from '../../../src/sampling/node/descriptorLimit.ts';
import { FilesInMemory } from './FilesInMemory.ts';

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax processes             31375                31375                processes\nMax open files            ${soft}                 524288               files\n`;

describe('the limit of open files', () => {
  it('is the soft one that Linux tells', () => {
    expect(descriptorLimit(new FilesInMemory({ '/proc/self/limits': limits('1024') }))).toBe(1024);
  });

  it('is not known where there is none, or nobody tells it', () => {
    expect(descriptorLimit(new FilesInMemory({ '/proc/self/limits': limits('unlimited') }))).toBeUndefined();
    expect(descriptorLimit(new FilesInMemory({}))).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('is that of this process', () => {
    expect(descriptorLimit()).toBeGreaterThan(64);
  });
});
