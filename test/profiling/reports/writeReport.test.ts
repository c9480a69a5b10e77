import { expect, it, onTestFinished } from 'vitest';
import { MemoryProfiler } from '../../../src/profiling/MemoryProfiler.ts';
import type { ProfilerFindings } from '../../../src/profiling/reports/ProfilerFindings.ts';
import { writeReport } from '../../../src/profiling/reports/writeReport.ts';

class Basket {}
class Order {}

it('a class that is tracked by name as well as by itself says in a report which instances each row counts', async () => {
  const profiler = new MemoryProfiler();
  onTestFinished(() => profiler.dispose());
  const kept = Array.from({ length: 3 }, () => new Basket());
  await profiler.trackObjectAllocation(Basket).count();
  const registered = profiler.trackObjectAllocation('Basket');
  registered.register(kept[0]!);
  await registered.count();
  await profiler.trackObjectAllocation(Order).count();
  const report = await profiler.generateReport();
  expect(report).toMatch(/\n +Basket \(all\) +3 /);
  expect(report).toMatch(/\n +Basket \(registered\) +1 /);
  expect(report).toMatch(/\n +Order +0 /);
});

it('an operation is said to have been measured as often as it was called for that (was: "once", with three repetitions)', async () => {
  const profiler = new MemoryProfiler();
  onTestFinished(() => profiler.dispose());
  await profiler.measureOperation(() => undefined, 'sum', { warmups: 2, repetitions: 3 });
  expect(profiler.operations).toMatchObject([{ measurements: 1, calls: 3 }]);
  expect(await profiler.generateReport()).toMatch(/\n +sum +3 times /);
  await profiler.measureOperation(() => undefined, 'sum');
  expect(await profiler.generateReport()).toMatch(/\n +sum +4 times /);
  await profiler.measureOperation(() => undefined, 'once');
  expect(await profiler.generateReport()).toMatch(/\n +once +once /);
}, 60_000);

it('a label is a text in a report, in its headline as in its tables: it ends no line, and is no markup', () => {
  const findings = {
    time: 0,
    operations: [{ label: 'a <b>|\n# c', calls: 1, retainedBytes: 2e6, durationMs: 1 }],
    periods: [],
    sites: { performed: false, reason: '' },
    usedBytes: 1e6,
    instances: [],
    growth: undefined,
  } as unknown as ProfilerFindings;
  expect(writeReport(findings, 'text')).toMatch(/^a <b>\| # c retains most: /);
  const markdown = writeReport(findings, 'markdown');
  expect(markdown).toContain('\n\na \\<b>\\| # c retains most: ');
  expect(markdown).toContain('\n| a \\<b>\\| # c | once | ');
});
