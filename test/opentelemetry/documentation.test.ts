import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instruments } from '../../src/opentelemetry/instruments.ts';
import { Program } from '../pressure/Program.ts';
import { OtlpReceiver } from './OtlpReceiver.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/opentelemetry.md'), 'utf8');
const [metrics, spans] = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
const external = ['@opentelemetry/*'];

describe('docs/opentelemetry.md', () => {
  it('has an example of metrics and events that reach a collector', async () => {
    const receiver = await OtlpReceiver.listening();
    onTestFinished(() => receiver.close());
    const sending = metrics!
      .replace('OTLPMetricExporter()', `OTLPMetricExporter({ url: '${receiver.url}/v1/metrics' })`)
      .replace('OTLPLogExporter()', `OTLPLogExporter({ url: '${receiver.url}/v1/logs' })`);
    const end = 'setTimeout(async () => { await reader.forceFlush(); process.exit(); }, 1500);';
    const program = await Program.run(`${sending}\n${end}`, { external, timeoutMs: 60_000 });
    expect([await program.closed, program.stderr]).toEqual([0, '']);
    const names = new Set(receiver.points.map(({ name }) => name));
    expect([...names]).toEqual(expect.arrayContaining(['process.memory.usage', 'v8js.memory.heap.used']));
    expect(names).toContain('tidemark.memory.limit');
  });

  it('has an example of a span that runs', async () => {
    const report = `console.log('done');`;
    const program = await Program.run(`${spans}\n${report}`, { external, timeoutMs: 60_000 });
    expect([await program.closed, program.stderr]).toEqual([0, '']);
    expect(program.stdout).toBe('done\n');
  });

  it('tells of every instrument with its unit', () => {
    for (const { name, unit } of instruments) {
      const last = `.${name.split('.').at(-1)}`;
      const lines = text.split('\n').filter((line) => line.startsWith('|'));
      const found = lines.filter((line) => line.includes(`\`${name}\``) || line.includes(`\`${last}\``));
      expect([name, found.some((line) => line.includes(`\`${unit}\``))]).toEqual([name, true]);
    }
  });
});
