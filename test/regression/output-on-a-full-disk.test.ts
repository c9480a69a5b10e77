import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unbuilt } from '../integration/TidemarkRun.ts';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

describe.skipIf(unbuilt || !existsSync('/dev/full'))('a report on a full disk', () => {
  // It ended with 0 and without a word.
  it('is no success, and it is said why', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [main, '--help'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr).toContain('The output was cut off: ENOSPC');
  });
});
