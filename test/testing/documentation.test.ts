import { afterAll, describe, expect, it } from 'vitest';
import { blocksIn } from '../docs/pages.ts';
import { RunnerFolder, type RunnerOutcome } from './RunnerFolder.ts';

const blocks = blocksIn(['js', 'cjs']).filter(({ page }) => page === 'docs/testing.md');
const folders: RunnerFolder[] = [];

afterAll(() => {
  for (const folder of folders) folder.close();
});

/** Runs an example as it stands, by whoever it is for; with more time, since machines that run tests are busy. */
function run(code: string): Promise<RunnerOutcome> {
  const folder = new RunnerFolder(['vitest', '@jest/globals']);
  folders.push(folder);
  if (code.includes("from 'vitest'")) {
    folder.write('vitest.config.mjs', 'export default { test: { testTimeout: 60_000 } };');
    folder.write('a.test.mjs', code);
    return folder.run([folder.program('vitest/vitest.mjs'), 'run', '--root', '.']);
  }
  if (code.includes('@jest/globals')) {
    folder.write('jest.config.cjs', 'module.exports = { transform: {}, testTimeout: 60_000 };');
    folder.write('a.test.js', code);
    return folder.run([folder.program('jest/bin/jest.js')]);
  }
  folder.write('a.mjs', code);
  return folder.run(code.includes('node:test') ? ['--test', 'a.mjs'] : ['a.mjs']);
}

describe('the examples of docs/testing.md', () => {
  it('are found', () => {
    expect(blocks.length).toBe(5);
  });

  it.each(blocks.map(({ place, code }) => [place, code] as const))(
    'run as they stand: %s',
    { timeout: 240_000 },
    async (_place, code) => {
      expect(await run(code)).toMatchObject({ code: 0 });
    },
  );
});
