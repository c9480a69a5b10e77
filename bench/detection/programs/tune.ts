import { parseArgs } from 'node:util';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { type Circumstance, finalPlan, leakingCase, type Setting } from '../plan.ts';
import type { PolicyName, World } from '../policies.ts';
import { replay } from '../replay.ts';
import { type FamilyName, familyNames } from '../simulator/families.ts';
import type { LeakKind } from '../simulator/Leak.ts';
import { detectionOf, suspicionsOf } from '../suspicions.ts';

// Lets some processes of every family live, healthy and leaking, and lists what the detector got wrong: for whoever
// changes it. Never on the seeds of the final measurement.
const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '5000000' },
    seeds: { type: 'string', default: '2' },
    hours: { type: 'string', default: '12' },
    families: { type: 'string', default: familyNames.join() },
    policy: { type: 'string', default: 'standard' },
    world: { type: 'string', default: 'declared' },
    rates: { type: 'string', default: '0,20000,100000,1000000' },
    kind: { type: 'string', default: 'constant' },
    circumstance: { type: 'string', default: 'late' },
    sensitivity: { type: 'string', default: 'medium' },
  },
});
const first = Number(values.first);
const seeds = Number(values.seeds);
const rates = values.rates.split(',').map(Number);
const setting = { policy: values.policy as PolicyName, world: values.world as World } satisfies Setting;
if (!(first >= 0 && first + 100 * rates.length * seeds < finalPlan.firstSeed)) {
  throw new RangeError(`seeds from ${finalPlan.firstSeed} on are kept for the final measurement`);
}
const sensitivity = values.sensitivity as 'low' | 'medium' | 'high';
const { leakDetection } = resolveConfiguration({
  environment: {},
  overrides: { leakDetection: { sensitivity } },
}).configuration;
const minutes = (seconds: number): string => (seconds / 60).toFixed(1);

for (const [place, rate] of rates.entries()) {
  const begun = performance.now();
  const counts = { processes: 0, hours: 0, suspicions: 0, confirmations: 0, blurred: 0, in5: 0, in15: 0 };
  for (const [index, family] of (values.families.split(',') as FamilyName[]).entries()) {
    for (let one = 0; one < seeds; one++) {
      const seed = first + (place * familyNames.length + index) * seeds + one;
      const leak = { kind: values.kind as LeakKind, bytesPerSecond: rate };
      const { seconds, ...process } =
        rate > 0
          ? leakingCase(family, seed, leak, values.circumstance as Circumstance)
          : { family, seed, seconds: 3600 * Number(values.hours), leak: undefined };
      const outcome = await replay({ process, ...setting, seconds, leakDetection });
      const { changes } = outcome;
      const name = `${family} ${seed}`;
      counts.processes++;
      counts.hours += outcome.seconds / 3600;
      const onset = process.leak?.onsetSecond ?? Number.POSITIVE_INFINITY;
      const told = (second: number): string =>
        changes.find((change) => change.second === second)?.sites?.join('+') ?? 'no sites';
      for (const { beginSecond, endSecond = Number.NaN } of suspicionsOf(changes)) {
        if (beginSecond >= onset) continue;
        counts.suspicions++;
        console.log(
          `  false suspicion: ${name} at ${beginSecond} s, for ${minutes(endSecond - beginSecond)} min, ${told(beginSecond)}`,
        );
      }
      for (const { level, second, basis, bytesPerSecond } of changes) {
        if (level !== 'confirmed' || second >= onset) continue;
        counts.confirmations++;
        console.log(
          `  FALSE CONFIRMATION: ${name} at ${second} s by ${basis}, ${bytesPerSecond.toFixed(0)} B/s`,
        );
      }
      if (process.leak === undefined) continue;
      const { blurred, delaySeconds, confirmedSeconds } = detectionOf({ ...process, seconds }, outcome);
      if (blurred) counts.blurred++;
      if (delaySeconds <= 300 || blurred) counts.in5++;
      else
        console.log(
          `  not suspected in time: ${name} (leak from ${onset} s), after ${minutes(delaySeconds)} min`,
        );
      if (confirmedSeconds <= 900) counts.in15++;
      else
        console.log(
          `  not confirmed in time: ${name} (leak from ${onset} s), after ${minutes(confirmedSeconds)} min`,
        );
    }
  }
  const { processes, hours, suspicions, confirmations, blurred, in5, in15 } = counts;
  const share = (count: number): string => `${((100 * count) / processes).toFixed(1)} %`;
  const title = rate > 0 ? `${rate / 1000} KB/s, ${values.kind}, ${values.circumstance}` : 'healthy';
  console.log(
    `${title}: ${processes} processes, ${hours.toFixed(0)} h; false suspicions ${suspicions} (${((1000 * suspicions) / hours).toFixed(1)} per 1,000 h), false confirmations ${confirmations}` +
      (rate > 0
        ? `; suspected in 5 min ${share(in5)} (${blurred} stood before), confirmed in 15 min ${share(in15)}`
        : '') +
      `; ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  );
}
