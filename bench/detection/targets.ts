import type { Table } from '../harness/Table.ts';
import { promisedLeaks } from './detectionTables.ts';
import { falseConfirmations, healthyOf, hoursOf, suspicionRate } from './healthyTables.ts';
import type { Measurement, SettingResults } from './Measurement.ts';
import type { CostsBySetting } from './sampleCost.ts';
import { shareConfirmed, shareSuspected } from './suspicions.ts';
import { settingInWords, shareInWords } from './words.ts';

interface Pledge {
  readonly what: string;
  readonly target: string;
  /** The figure, and whether it keeps the promise; `undefined` where nothing is promised. */
  readonly figure: (results: SettingResults) => readonly [text: string, met: boolean | undefined];
}

/** What is promised of the detector, and what came out with each setting. */
export function targetsTable({ results, simulatedHours }: Measurement, costs: CostsBySetting): Table {
  const pledges: readonly Pledge[] = [
    {
      what: 'steady leaks of 20 KB/s to 5 MB/s suspected within 5 min',
      target: '≥ 99 %',
      figure: (each) => {
        const share = shareSuspected(promisedLeaks(each), 5);
        return [shareInWords(share), share >= 0.99];
      },
    },
    {
      what: 'confirmed within 15 min, holders declared',
      target: '≥ 97 %',
      figure: (each) => {
        const share = shareConfirmed(promisedLeaks(each), 15);
        return [shareInWords(share), each.setting.world === 'declared' ? share >= 0.97 : undefined];
      },
    },
    {
      what: 'false confirmations in 30,000 h',
      target: '0',
      figure: (each) => {
        const healthy = healthyOf(each);
        const count = falseConfirmations(healthy);
        const hours = Math.round(hoursOf(healthy));
        const enough = count > 0 || hours >= 30_000;
        return [
          `${count} in ${hours.toLocaleString('en')} h`,
          each.setting.world === 'declared' && enough ? count === 0 : undefined,
        ];
      },
    },
    {
      what: 'suspicions of healthy processes per 1,000 h',
      target: '< 10',
      figure: (each) => {
        const rate = suspicionRate(healthyOf(each));
        return [rate.toFixed(1), rate < 10];
      },
    },
    {
      what: 'CPU time of the analysis per sample, healthy processes',
      target: '< 100 µs',
      figure: ({ setting }) => {
        const mean = costs.get(setting)!.healthy.meanMicroseconds;
        return [`${mean.toFixed(0)} µs`, mean < 100];
      },
    },
  ];
  return {
    title: 'Targets on the simulator, medium sensitivity',
    columns: ['what', 'target', ...results.map(({ setting }) => settingInWords(setting))],
    rows: pledges.map(({ what, target, figure }) => [
      what,
      target,
      ...results.map((each) => verdict(figure(each))),
    ]),
    notes: [
      `${Math.round(simulatedHours).toLocaleString('en')} simulated hours in all. [How it is measured, and what the simulator cannot tell](detection.md).`,
      '"declared": all bounded holders are declared, and that these are all. Promises of the other columns stand without a verdict where nothing was promised, or too few hours were simulated.',
    ],
  };
}

function verdict([text, met]: ReturnType<Pledge['figure']>): string {
  return met === undefined ? text : `${text}, ${met ? 'met' : 'not met'}`;
}
