import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compileLongLoops } from '../../../src/profiling/heap-snapshot/compileLongLoops.ts';

describe('a process that only analyses', () => {
  it('has its loops compiled at once, by flags that this V8 knows', () => {
    const flags: string[] = [];
    compileLongLoops((flag) => flags.push(flag));
    const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags)
      expect(known).toMatch(new RegExp(`^  --${flag.replace(/^--(no-)?/, '').replace(/=.*/, '')} `, 'm'));
  });
});
