import type { Table } from '../harness/Table.ts';
import { promisedLeaks } from './detectionTables.ts';
import { falseConfirmations, healthyOf, suspicionRate } from './healthyTables.ts';
import type { CostsByPolicy } from './lookCost.ts';
import type { Measurement, PolicyResults } from './Measurement.ts';
import { shareWithin } from './suspicions.ts';
import { policyWords, shareInWords } from './words.ts';

const samplesPerLook = 2;

interface Pledge {
  readonly what: string;
  readonly target: string;
  /** The figure, and whether it keeps the promise; nothing where the detector cannot do it yet. */
  readonly figure: (results: PolicyResults) => readonly [text: string, met: boolean] | undefined;
}

/** What is promised of the detector, and what came out with each way of probing. */
export function targetsTable({ policies, simulatedHours }: Measurement, costs: CostsByPolicy): Table {
  const confirms = policies.some(({ leaks }) => leaks.some((leak) => Number.isFinite(leak.confirmedSeconds)));
  const pledges: readonly Pledge[] = [
    {
      what: 'steady leaks of 20 KB/s to 5 MB/s suspected within 5 min',
      target: '≥ 99 %',
      figure: (results) => {
        const share = shareWithin(promisedLeaks(results), 5);
        return [shareInWords(share), share >= 0.99];
      },
    },
    {
      what: 'suspicions of healthy processes per 1,000 h',
      target: '< 10',
      figure: (results) => {
        const rate = suspicionRate(healthyOf(results));
        return [rate.toFixed(1), rate < 10];
      },
    },
    {
      what: 'confirmed within 15 min, holders declared',
      target: '≥ 97 %',
      figure: (results) => {
        if (!confirms) return undefined;
        const leaks = promisedLeaks(results);
        const share = leaks.filter((leak) => leak.confirmedSeconds <= 900).length / leaks.length;
        return [shareInWords(share), share >= 0.97];
      },
    },
    {
      what: 'false confirmations in 30,000 h',
      target: '0',
      figure: (results) => {
        if (!confirms) return undefined;
        const count = falseConfirmations(healthyOf(results));
        return [String(count), count === 0];
      },
    },
    {
      what: 'CPU time of the analysis per sample, healthy processes',
      target: '< 100 µs',
      figure: ({ policy }) => {
        const perSample = costs.get(policy)!.healthy.meanMicroseconds / samplesPerLook;
        return [`${perSample.toFixed(0)} µs`, perSample < 100];
      },
    },
  ];
  return {
    title: 'Targets on the simulator, medium sensitivity',
    columns: ['what', 'target', ...policies.map(({ policy }) => policyWords[policy])],
    rows: pledges.map(({ what, target, figure }) => [
      what,
      target,
      ...policies.map((results) => verdict(figure(results))),
    ]),
    notes: [
      `${Math.round(simulatedHours).toLocaleString('en')} simulated hours in all. [How it is measured, and what the simulator cannot tell](detection.md).`,
      ...(confirms
        ? []
        : [
            'Confirmation is not built: the detector never confirms anything, so that having no false confirmation is no merit.',
          ]),
    ],
  };
}

function verdict(figure: readonly [text: string, met: boolean] | undefined): string {
  return figure === undefined ? 'not built' : `${figure[0]}, ${figure[1] ? 'met' : 'not met'}`;
}
