import type { Bench, RunOptions } from '../harness/Bench.ts';
import type { Table } from '../harness/Table.ts';
import { byCircumstance, byFamily, byRate } from './detectionTables.ts';
import { forecastTable, measureForecasts } from './forecasts.ts';
import { falseSuspicionTable, watchTable } from './healthyTables.ts';
import { measure } from './Measurement.ts';
import { bundlePrograms } from './runJobs.ts';
import { measureSamples, sampleCostTable } from './sampleCost.ts';
import { targetsTable } from './targets.ts';

/** How well the leak detector tells leaks from what looks like one. */
export const detection: Bench = {
  name: 'detection',
  about:
    'The leak detector of this source tree on simulated V8 heaps, healthy and leaking: with and without probes, with bounded holders declared and with nothing declared.',
  run,
};

async function run(options: RunOptions): Promise<Table[]> {
  await bundlePrograms();
  options.progress('cost of a sample');
  const costs = await measureSamples(options);
  const forecasts = await measureForecasts(options);
  const measurement = await measure(options);
  return [
    targetsTable(measurement, costs),
    byRate(measurement),
    byCircumstance(measurement),
    byFamily(measurement),
    falseSuspicionTable(measurement),
    forecastTable(forecasts),
    watchTable(measurement),
    sampleCostTable(costs),
  ];
}
