import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { Job } from '../plan.ts';
import { type Outcome, replay } from '../replay.ts';

// The argument is a job in JSON; prints the outcomes of its cases, in their order. With "explain": true also the readings
// of each, [second, bytes, whose collection], and the looks at allocations, [second, observed since, old survivors' bytes].
const { policy, world, cases, explain = false } = JSON.parse(process.argv[2]!) as Job & { explain?: boolean };
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const outcomes: (Outcome & { series?: unknown[][]; looks?: unknown[][] })[] = [];
for (const { seconds, ...settings } of cases) {
  const series: unknown[][] = [];
  const looks: unknown[][] = [];
  const outcome = await replay({
    process: settings,
    policy,
    world,
    seconds,
    leakDetection,
    ...(explain && {
      onReading: (...reading) => series.push(reading),
      onLook: (look) => looks.push([look.time / 1000, look.observedSince / 1000, look.oldSurvivorBytes]),
    }),
  });
  outcomes.push(explain ? { ...outcome, series, looks } : outcome);
}
console.log(JSON.stringify(outcomes));
