import { variableRemedy } from './deployment.ts';
import type { Finding, Remedy } from './Finding.ts';
import { nameOf, withOptions } from './heapFlags.ts';
import type { Patient } from './Patient.ts';

/**
 * One line with the options of all findings: in `NODE_OPTIONS` beside those that are there, and on the command line those that it
 * has already, since these would win. Where two findings want the same option, the smaller heap suits both.
 */
export function optionsRemedies(
  { commandLineOptions, deployment, nodeOptions }: Patient,
  findings: readonly Finding[],
): Remedy[] {
  const wanted = new Map<string, string>();
  for (const option of findings.flatMap(({ options = [] }) => options)) {
    const known = wanted.get(nameOf(option));
    if (known === undefined || numberOf(option) < numberOf(known)) wanted.set(nameOf(option), option);
  }
  const isOnCommandLine = (option: string): boolean =>
    commandLineOptions.some((other) => nameOf(other) === nameOf(option));
  const [there, others] = [true, false].map((on) =>
    [...wanted.values()].filter((each) => isOnCommandLine(each) === on),
  );
  const replaced = commandLineOptions.filter((option) => wanted.has(nameOf(option)));
  return [
    ...(there!.length > 0
      ? [
          {
            lines: [there!.join(' ')],
            where: `to the command line of node, instead of ${replaced.join(' ')}`,
          },
        ]
      : []),
    ...(others!.length > 0
      ? [variableRemedy(deployment, 'NODE_OPTIONS', withOptions(nodeOptions, others!))]
      : []),
  ];
}

function numberOf(option: string): number {
  return Number(option.split('=')[1]);
}
