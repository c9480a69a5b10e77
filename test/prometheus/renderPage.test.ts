import { expect, it } from 'vitest';
import { metricFamilies } from '../../src/prometheus/metricFamilies.ts';
import { renderPage } from '../../src/prometheus/renderPage.ts';

const pid = { pid: '1', name: 'a "quoted"\\name\nof two lines' };
const readings = [
  { name: 'tidemark_heap_live_bytes', value: 5, ownLabels: pid },
  { name: 'tidemark_leak_verdicts_total', value: 2, labels: { state: 'suspected' }, ownLabels: pid },
];

it('writes text by default, and escapes what labels hold', async () => {
  const { contentType, body } = await renderPage(readings);
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain(
    'tidemark_heap_live_bytes{pid="1",name="a \\"quoted\\"\\\\name\\nof two lines"} 5\n',
  );
  expect(body).toContain('# TYPE tidemark_leak_verdicts_total counter\ntidemark_leak_verdicts_total{');
});

it('writes OpenMetrics where that is accepted', async () => {
  const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  const { contentType, body } = await renderPage(readings, accept);
  expect(contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(body).toContain('# TYPE tidemark_leak_verdicts counter\ntidemark_leak_verdicts_total{');
  expect(body.endsWith('\n# EOF\n')).toBe(true);
});

it('leaves out families of which nothing is known', async () => {
  const { body } = await renderPage(readings);
  expect([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)).toEqual([
    'tidemark_heap_live_bytes',
    'tidemark_leak_verdicts_total',
  ]);
});

it('passes over what a process of another version may tell: other metrics, a series twice', async () => {
  const { body } = await renderPage([
    ...readings,
    { name: 'tidemark_heap_live_bytes', value: 6, ownLabels: pid },
    { name: 'tidemark_of_tomorrow', value: 1 },
    { name: 'tidemark_malloced_bytes', value: 1, labels: { 'a"} 1\nb': 'x' } },
    { name: 'constructor', value: 1 },
  ]);
  expect(body.match(/^tidemark_heap_live_bytes/gm)).toHaveLength(1);
  expect(body).not.toMatch(/of_tomorrow|constructor|malloced/);
});

it('names its metrics as Prometheus has them: base units, and _total for counters alone', () => {
  for (const [name, { type, help }] of Object.entries(metricFamilies)) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name, name).not.toMatch(/_(?:ms|milliseconds|kb|mb|percent)\b|_count$|_sum$/);
    expect(help, name).toMatch(/^[A-Z0-9].*\.$/);
  }
});
