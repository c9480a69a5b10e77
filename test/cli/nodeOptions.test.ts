import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { evaluatesCode, nodeOptionsWithValue } from '../../src/cli/nodeOptions.ts';
import { nodes } from '../system/nodes.ts';

describe.each(nodes)('options of Node.js $major', ({ path, missing }) => {
  it('that have their value behind them are known, so that it is not taken for the script', ({ skip }) => {
    if (missing !== undefined) return skip(missing);
    const { stdout } = spawnSync(path, ['--help'], { encoding: 'utf8' });
    const told = [...stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)=\.\.\./gm)].map(([, name]) => name!);
    expect(told).toContain('--import');
    // What is called by --run is what runs, as a script of npm is.
    const unknown = told.filter((name) => !nodeOptionsWithValue.has(name) && !evaluatesCode(name));
    expect(unknown.filter((name) => name !== '--run')).toEqual([]);
  });
});
