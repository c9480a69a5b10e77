import { leaks } from '../leaks/Leaks.ts';
import { workloads } from '../workloads/workloads.ts';

const rates = Object.entries(workloads)
  .map(([name, { defaultRate }]) => `${name} ${defaultRate}`)
  .join(', ');

const leakLines = Object.entries(leaks)
  .map(([name, what]) => `  ${name.padEnd(17)} ${what}`)
  .join('\n');

/** How the example was started, and which leak it has where nothing is said. */
export interface Start {
  readonly usage: string;
  readonly leak: string;
}

export function help({ usage, leak }: Start = { usage: 'node dist/main.js', leak: 'none' }): string {
  return `Usage: ${usage} [options]

The bodies and clothes of a narrative game, under a steady load. Ends on SIGINT, SIGTERM, or after --seconds.

Options:
  --workload NAME   ${Object.keys(workloads).join(', ')} (default: mixed)
  --rate N          operations a second (default: ${rates})
  --actors N        actors alive at any time (default: 400)
  --leak NAME       a leak of those below, or none (default: ${leak})
  --leak-rate N     bytes a second that the leak keeps (default: 60000)
  --seconds N       how long to run (default: until stopped)
  --seed N          seed of the random numbers (default: 1)
  --measure-budgets print how much the heap grows by the operations of each budget, and end
  --measure-leaks   print how fast each leak grows the heap, and end
  -h, --help        print this text

Leaks:
${leakLines}
`;
}
