import { expect, it, onTestFinished } from 'vitest';
import { MemoryProfiler } from '../../../src/profiling/MemoryProfiler.ts';

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
