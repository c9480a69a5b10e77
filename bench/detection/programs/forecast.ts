import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { OutOfMemoryWatch } from '../../../src/monitoring/forecast/OutOfMemoryWatch.ts';
import { column } from '../../../src/wire/sample.ts';
import type { Forecast, ForecastRun } from '../forecasts.ts';
import type { Job } from '../plan.ts';
import { replay } from '../replay.ts';

// The argument is a job in JSON. Prints for each of its cases, which leak, what was forecast every five minutes from five
// minutes after the onset on, and when the heap was full.
const { policy, world, cases } = JSON.parse(process.argv[2]!) as Job;
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const everySeconds = 300;

const runs: ForecastRun[] = [];
for (const { seconds, ...settings } of cases) {
  const forecasts: Forecast[] = [];
  const onset = settings.leak!.onsetSecond;
  let watch: OutOfMemoryWatch | undefined;
  let due = onset + everySeconds;
  const outcome = await replay({
    process: settings,
    policy,
    world,
    seconds,
    leakDetection,
    onSample: (row, detector) => {
      watch ??= new OutOfMemoryWatch(detector.readings);
      watch.addSample(row);
      const second = row[column.time]! / 1000;
      if (second < due) return;
      due = second + everySeconds;
      const prediction = watch.predict();
      if (!prediction.predicted) forecasts.push({ second });
      else {
        const { etaMs, lowMs, highMs } = prediction;
        forecasts.push({ second, etaMs, lowMs, ...(highMs !== undefined && { highMs }) });
      }
    },
  });
  const { family, seed } = settings;
  const endSecond = outcome.seconds < seconds ? outcome.seconds : undefined;
  runs.push({ family, seed, kind: settings.leak!.kind, endSecond, forecasts });
}
console.log(JSON.stringify(runs));
