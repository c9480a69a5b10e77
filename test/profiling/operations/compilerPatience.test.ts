import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compilerPatience } from '../../../src/profiling/operations/compilerPatience.ts';
import { nodes } from '../../system/nodes.ts';

describe('patience of V8', () => {
  it('is unknown of versions that no Node.js of ours has, and where an option at the start has a say in it', () => {
    expect(compilerPatience('14.1.146.11-node.14', [])).toBeUndefined();
    expect(compilerPatience('12.4.254.21-node.33', ['--invocation_count_for_turbofan=10'])).toBeUndefined();
    expect(compilerPatience('12.4.254.21-node.33', ['--max-old-space-size=100'])).toBeDefined();
  });

  for (const { major, path, missing } of nodes) {
    it.skipIf(missing !== undefined)(
      `ends with what Node.js ${major} itself has by default${missing === undefined ? '' : `: ${missing}`}`,
      () => {
        const of = (...given: string[]) => execFileSync(path, given, { encoding: 'utf8' });
        const patience = compilerPatience(of('-p', 'process.versions.v8').trim(), []);
        const known = of('--v8-options');
        expect(patience).toBeDefined();
        for (const flag of patience!.usual.split(' ')) expect(known).toContain(`default: ${flag}\n`);
        const names = (flags: string) => flags.split(' ').map((flag) => flag.split('=')[0]);
        expect(names(patience!.patient)).toEqual(names(patience!.usual));
      },
    );
  }
});
