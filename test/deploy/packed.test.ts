import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
};

it('what an operator needs is in the package: rules, dashboard, examples', () => {
  const deployed = files.filter((path) => path.startsWith('deploy/'));
  expect(deployed).toContain('deploy/prometheus/tidemark.rules.yml');
  expect(deployed).toContain('deploy/grafana/tidemark.json');
  expect(deployed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
