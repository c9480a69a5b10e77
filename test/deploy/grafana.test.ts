import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dashboardText } from '../../deploy/grafana/source/dashboard.ts';
import { metricFamilies } from '../../src/prometheus/metricFamilies.ts';
import { missingTool } from '../prometheus/tools.ts';
import { dashboard, dashboardFile, dashboardQueries } from './dashboard.ts';

const missing = missingTool('promtool');

it('is what its source says: npm run generate:grafana', () => {
  expect(readFileSync(dashboardFile, 'utf8') === dashboardText()).toBe(true);
});

it('asks for nothing that is not exported', () => {
  const exported = new Set([
    'ALERTS',
    ...Object.entries(metricFamilies).flatMap(([name, { type }]) =>
      type === 'histogram' ? [`${name}_sum`, `${name}_count`, `${name}_bucket`] : [name],
    ),
  ]);
  const queries = dashboardQueries();
  expect(queries.length).toBeGreaterThan(40);
  for (const { place, expression } of queries) {
    const named = expression.match(/\b\w+(?=\{)|^\w+$/g) ?? [];
    expect(named.length, place).toBeGreaterThan(0);
    expect(
      named.filter((name) => !exported.has(name)),
      place,
    ).toEqual([]);
  }
});

it('names only labels that the metric has', () => {
  const everywhere = ['job', 'instance', 'name', 'pid', 'le'];
  for (const { place, expression } of dashboardQueries()) {
    for (const [, name, matchers] of expression.matchAll(/\b(\w+)\{([^}]*)\}/g)) {
      if (name === 'ALERTS') continue;
      const family = metricFamilies[name!] ?? metricFamilies[name!.replace(/_(?:sum|count|bucket)$/, '')];
      const labels = [...matchers!.matchAll(/(\w+)=/g)].map(([, label]) => label!);
      const unknown = labels.filter((label) => ![...everywhere, ...family!.labels].includes(label));
      expect(unknown, `${place}: ${name}`).toEqual([]);
    }
  }
});

it('shows every metric that is new, but for those that are for alerts alone', () => {
  const text = dashboardQueries()
    .map(({ expression }) => expression)
    .join('\n');
  const left = Object.keys(metricFamilies).filter((name) => /^tidemark/.test(name) && !text.includes(name));
  expect(left).toEqual([
    'tidemark_major_collections_total',
    'tidemark_leak_verdicts_total',
    'tidemark_probes_total',
    'tidemark_monitor_samples_total',
    'tidemark_processes',
    'tidemark_process_exits_total',
  ]);
});

it('says of each panel what it shows, and puts none upon another', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.filter(({ type }) => type === 'row')).toHaveLength(3);
  const cells = new Set<string>();
  for (const { type, title, description, gridPos } of panels) {
    if (type !== 'row') expect(description, title).toMatch(/\.$/);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(x, title).toBeLessThan(24);
        expect(cells.has(`${x} ${y}`), title).toBe(false);
        cells.add(`${x} ${y}`);
      }
    }
  }
});

it.skipIf(missing)('holds only queries that Prometheus can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tm-grafana-'));
  const check = (expressions: readonly string[]): number | null => {
    const rules = expressions.map((expr, index) => ({ record: `query_${index}`, expr }));
    const file = join(folder, 'rules.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    return spawnSync('promtool', ['check', 'rules', '--lint=none', file]).status;
  };
  try {
    expect(check(dashboardQueries().map(({ expression }) => expression))).toBe(0);
    expect(check(['rate(tidemark_leaks[5m)'])).not.toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
