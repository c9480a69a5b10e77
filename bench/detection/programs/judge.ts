import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { Job } from '../plan.ts';
import { type Outcome, replay } from '../replay.ts';

// The argument is a job in JSON; prints the outcomes of its cases, in their order. With "explain": true also the
// readings of each: [second, bytes, whose collection].
const { policy, world, cases, explain = false } = JSON.parse(process.argv[2]!) as Job & { explain?: boolean };
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const outcomes: (Outcome & { series?: unknown[] })[] = [];
for (const { seconds, ...settings } of cases) {
  const series: unknown[] = [];
  const onReading = explain ? (...reading: unknown[]) => series.push(reading) : undefined;
  const outcome = await replay({ process: settings, policy, world, seconds, leakDetection, onReading });
  outcomes.push(explain ? { ...outcome, series } : outcome);
}
console.log(explain ? JSON.stringify(outcomes, undefined, 1) : JSON.stringify(outcomes));
