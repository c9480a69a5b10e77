import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('what an operator needs is in the package: rules, dashboard, examples', () => {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(told) as [{ readonly files: readonly { readonly path: string }[] }];
  const deployed = files.map(({ path }) => path).filter((path) => path.startsWith('deploy/'));
  expect(deployed).toEqual([
    'deploy/grafana/tidemark.json',
    'deploy/kubernetes/application.yaml',
    'deploy/kubernetes/podmonitor.yaml',
    'deploy/prometheus/alertmanager.example.yml',
    'deploy/prometheus/prometheus.example.yml',
    'deploy/prometheus/tidemark.rules.yml',
    'deploy/systemd/shop.service',
    'deploy/systemd/tidemark.config.json',
  ]);
});
