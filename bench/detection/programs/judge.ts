import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { Job } from '../plan.ts';
import { replay } from '../replay.ts';

// The argument is a job in JSON; prints the outcomes of its cases, in their order.
const { policy, cases } = JSON.parse(process.argv[2]!) as Job;
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
const outcomes = cases.map(({ seconds, ...settings }) =>
  replay({ process: settings, policy, seconds, leakDetection }),
);
console.log(JSON.stringify(outcomes));
