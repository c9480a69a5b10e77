import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metricFamilies } from '../../src/prometheus/metricFamilies.ts';
import { missingTool } from './tools.ts';

const folder = join(import.meta.dirname, '../../deploy/prometheus');
const missing = missingTool('promtool', 'amtool');
const rules = readFileSync(join(folder, 'tidemark.rules.yml'), 'utf8');

function run(
  command: string,
  ...given: readonly string[]
): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(command, given, { cwd: folder, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

it.skipIf(missing)('are rules, and do on given time series what they say', () => {
  const checked = run('promtool', 'check', 'rules', 'tidemark.rules.yml');
  expect(checked).toMatchObject({ status: 0, said: expect.stringMatching(/SUCCESS: \d+ rules found/) });
  const tests = readdirSync(join(folder, 'tests')).map((name) => join('tests', name));
  expect(tests.length).toBeGreaterThanOrEqual(5);
  const { status, said } = run('promtool', 'test', 'rules', ...tests);
  expect(status, said).toBe(0);
});

it.skipIf(missing)(
  'stand in examples that Prometheus and Alertmanager take, and reach whom they are for',
  () => {
    expect(run('promtool', 'check', 'config', 'prometheus.example.yml')).toMatchObject({ status: 0 });
    expect(run('amtool', 'check-config', 'alertmanager.example.yml')).toMatchObject({ status: 0 });
    const severities = [...rules.matchAll(/alert: (\w+)[\s\S]*?severity: (\w+)/g)];
    expect(severities.length).toBeGreaterThanOrEqual(10);
    const receivers = { page: 'pager', ticket: 'tickets', info: 'nobody' } as Record<string, string>;
    for (const [, name, severity] of severities) {
      const labels = [`alertname=${name}`, `severity=${severity}`, 'job=shop'];
      const { said } = run(
        'amtool',
        'config',
        'routes',
        'test',
        '--config.file=alertmanager.example.yml',
        ...labels,
      );
      expect(said.split('\n'), name).toContain(receivers[severity!]);
    }
  },
);

it('names only what is exported, or recorded by a rule', () => {
  const recorded = [...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name);
  const known = new Set([
    ...recorded,
    ...Object.entries(metricFamilies).flatMap(([name, { type }]) =>
      type === 'histogram' ? [`${name}_sum`, `${name}_count`, `${name}_bucket`] : [name],
    ),
  ]);
  const expressions = rules
    .replace(/^ *#.*$/gm, '')
    .replace(/annotations:[\s\S]*?(?=\n {6}- |\n {2}- |$)/g, '');
  const named = expressions.match(/\b(?:(?:tidemark|process|nodejs)_\w+|(?:tidemark|job):[\w:]+)/g) ?? [];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

it('are explained in the guide, each of them', () => {
  const guide = readFileSync(join(folder, '../../docs/prometheus.md'), 'utf8');
  for (const [, name] of rules.matchAll(/(?:alert|record): (\S+)/g)) expect(guide).toContain(`\`${name}\``);
  for (const name of Object.keys(metricFamilies)) expect(guide).toContain(`\`${name}\``);
});
