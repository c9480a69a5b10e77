import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const entry = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href;

it('a refused option that nobody catches is told within the first lines, below none that fills the screen', () => {
  const program = `import { startMemoryMonitoring } from ${JSON.stringify(entry)}; startMemoryMonitoring({ logger: {} });`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const lines = stderr.split('\n');
  const told = lines.findIndex((line) => line.startsWith('TidemarkError: logger is no setting of Tidemark'));
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(8);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(400);
});
