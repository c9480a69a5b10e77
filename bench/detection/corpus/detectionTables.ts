import { median, sum } from '../../harness/statistics.ts';
import type { Table } from '../../harness/Table.ts';
import { minutesInWords, shareInWords } from '../words.ts';
import type { CorpusLeak, CorpusProgram, GrowingMemory, LeakGroup } from './CorpusProgram.ts';
import { costOf, grownRate, quantile } from './cost.ts';
import type { RunRecords } from './records.ts';
import { type HealthyScore, isValid, type LeakScore, scoreHealthy, scoreLeak } from './scoring.ts';

/** One program and what became of it. */
export interface Judged {
  readonly program: CorpusProgram;
  readonly records: RunRecords;
}

type JudgedLeak = Judged & { readonly leak: CorpusLeak; readonly score: LeakScore };
type JudgedHealthy = Judged & { readonly score: HealthyScore };

const suspectedWithin = 5 * 60;
const confirmedWithin = 20 * 60;

const groupWords: Readonly<Record<LeakGroup, string>> = {
  steady: 'steady, 20 KB/s and more',
  late: 'beginning after 10 min',
  swinging: 'swinging load',
  large: 'heap of 300 MB and more',
  slow: '5 to 20 KB/s',
};
const memories: readonly GrowingMemory[] = ['heap', 'external', 'native', 'worker', 'handle'];

/** All tables on what was told of leaking and of healthy programs. */
export function detectionTables(all: readonly Judged[]): Table[] {
  const valid = all.filter(({ program, records }) => isValid(program, records));
  const leaks = valid.flatMap(({ program, records }): JudgedLeak[] =>
    program.leak ? [{ program, records, leak: program.leak, score: scoreLeak(program.leak, records) }] : [],
  );
  const healthy = valid
    .filter(({ program }) => program.leak === undefined)
    .map(({ program, records }): JudgedHealthy => ({ program, records, score: scoreHealthy(records) }));
  const invalid = all.filter((one) => !valid.includes(one)).map(({ program }) => program.name);
  return [
    targets(leaks, healthy, [...failures(invalid), ...builds(valid)]),
    recall(leaks),
    costs(valid),
    troubles(leaks, healthy),
    eachLeak(leaks),
    eachHealthy(healthy),
  ];
}

function targets(
  leaks: readonly JudgedLeak[],
  healthy: readonly JudgedHealthy[],
  remarks: readonly string[],
): Table {
  const promised = leaks.filter(({ leak }) => leak.group === 'steady');
  const named = leaks.filter(({ score }) => score.named !== undefined);
  const accused = healthy.filter(({ score }) => score.suspicions > 0);
  const row = (
    what: string,
    target: string,
    part: readonly unknown[],
    whole: readonly unknown[],
    met: (share: number) => boolean,
  ): string[] => {
    const share = part.length / whole.length;
    const verdict = whole.length === 0 ? 'not measured' : met(share) ? 'met' : 'not met';
    return [what, target, `${shareInWords(share)} (${part.length} of ${whole.length})`, verdict];
  };
  const lasting = (one: JudgedHealthy): boolean => one.score.withdrawn < one.score.suspicions;
  return {
    title: 'Targets on real programs, defaults, nothing declared',
    columns: ['what', 'target', 'measured', 'verdict'],
    rows: [
      row(
        'steady leaks of 20 KB/s and more suspected within 5 min of onset',
        '≥ 98 %',
        promised.filter(inTime),
        promised,
        (share) => share >= 0.98,
      ),
      row(
        'leaks of all kinds confirmed within 20 min',
        '≥ 80 %',
        leaks.filter(confirmedInTime),
        leaks,
        (share) => share >= 0.8,
      ),
      row(
        'guilty package or function among the first three sites, where any were named',
        '≥ 90 %',
        named.filter(({ score }) => score.named),
        named,
        (share) => share >= 0.9,
      ),
      row('healthy programs ever suspected', '≤ 4 %', accused, healthy, (share) => share <= 0.04),
      row(
        'healthy programs whose suspicion still stood at the end',
        '0',
        accused.filter(lasting),
        healthy,
        (share) => share === 0,
      ),
      row(
        'healthy programs confirmed',
        '0',
        healthy.filter(({ score }) => score.confirmations > 0),
        healthy,
        (share) => share === 0,
      ),
      row(
        'healthy programs in which the pressure manager, on by default, did anything',
        '0',
        healthy.filter(({ score }) => score.responses > 0),
        healthy,
        (share) => share === 0,
      ),
      row(
        'healthy programs told to run out of memory',
        '0',
        healthy.filter(({ score }) => score.outOfMemoryAlarms > 0),
        healthy,
        (share) => share === 0,
      ),
    ],
    notes: ['A leak runs for 20 min from its onset, a healthy program for 22 min.', ...remarks],
  };
}

function failures(names: readonly string[]): string[] {
  return names.length > 0 ? [`Could not be judged, since they failed: ${names.join(', ')}.`] : [];
}

/** Results of runs at different times are told apart, for they must not be taken for one. */
function builds(all: readonly Judged[]): string[] {
  const known = new Set(all.map(({ records }) => records.exit?.build));
  return known.size > 1 ? [`Results of ${known.size} builds of the agent are mixed.`] : [];
}

function recall(leaks: readonly JudgedLeak[]): Table {
  const row = (what: string, of: readonly JudgedLeak[]): string[] => {
    const named = of.filter(({ score }) => score.named !== undefined);
    return [
      what,
      String(of.length),
      shareOf(of.filter(inTime), of),
      shareOf(
        of.filter(({ score }) => Number.isFinite(score.suspectedSeconds)),
        of,
      ),
      minutesInWords(median(of.map(({ score }) => score.suspectedSeconds))),
      shareOf(of.filter(confirmedInTime), of),
      shareOf(
        of.filter(({ score }) => score.rightMemory),
        of,
      ),
      `${shareOf(
        named.filter(({ score }) => score.named),
        named,
      )} of ${named.length}`,
    ];
  };
  const groups = Object.keys(groupWords) as LeakGroup[];
  return {
    title: 'Leaks by group and by what grows',
    columns: [
      'leaks',
      'programs',
      'suspected in 5 min',
      'ever',
      'delay, median',
      'confirmed in 20 min',
      'memory named',
      'cause named',
    ],
    rows: [
      ...groups.map((group) =>
        row(
          groupWords[group],
          leaks.filter(({ leak }) => leak.group === group),
        ),
      ),
      ...memories.map((memory) =>
        row(
          `grows: ${memory}`,
          leaks.filter(({ leak }) => leak.memory === memory),
        ),
      ),
      row('all', leaks),
    ],
    notes: [
      'Times count from the onset. "Memory named" is whether a report named the kind of memory or resource that grows; a cause can be named only where sites are.',
    ],
  };
}

function costs(all: readonly Judged[]): Table {
  const known = all.flatMap(({ records }) => costOf(records) ?? []);
  const pauses = known.flatMap(({ pausesMs }) => pausesMs);
  const ms = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} ms`);
  return {
    title: 'What the agent cost',
    columns: ['what', 'figure'],
    rows: [
      ['probes', String(pauses.length)],
      ['pause, median', ms(quantile(pauses, 0.5))],
      ['pause, 99 %', ms(quantile(pauses, 0.99))],
      ['pause, longest', ms(Math.max(...known.map(({ longestPauseMs }) => longestPauseMs), 0))],
      ['pauses, share of the time, median process', percent(median(known.map((one) => one.pauseShare)))],
      [
        'pauses, share of the time, worst process',
        percent(Math.max(...known.map((one) => one.pauseShare), 0)),
      ],
      [
        'samples and looks, share of the time, median process',
        percent(median(known.map((one) => one.busyShare))),
      ],
      [
        'samples and looks, share of the time, worst process',
        percent(Math.max(...known.map((one) => one.busyShare), 0)),
      ],
      [
        'the whole process, share of one core, mean',
        percent(sum(known.map((one) => one.processShare)) / known.length),
      ],
    ],
    notes: [
      'As the monitors account for it themselves (`monitor.cost()`). The programs run side by side on few cores, so that pauses include waiting for a core.',
    ],
  };
}

function troubles(leaks: readonly JudgedLeak[], healthy: readonly JudgedHealthy[]): Table {
  const rows = [
    ...leaks.flatMap(({ program, score }) => {
      const faults = [
        ...(Number.isFinite(score.suspectedSeconds) ? [] : ['never suspected']),
        ...(Number.isFinite(score.suspectedSeconds) && score.suspectedSeconds > suspectedWithin
          ? [`suspected after ${minutesInWords(score.suspectedSeconds)}`]
          : []),
        ...(score.early > 0 ? ['suspected before its onset'] : []),
        ...(score.named === false ? [`blamed ${score.sites.join(', ')}`] : []),
      ];
      return faults.length > 0 ? [[program.name, faults.join('; '), program.note ?? '']] : [];
    }),
    ...healthy
      .filter(({ score }) => score.suspicions > 0 || score.confirmations > 0)
      .map(({ program, score }) => [
        program.name,
        `healthy; suspected after ${minutesInWords(score.firstSecond)}${score.confirmations > 0 ? ', confirmed' : ''}${score.withdrawn >= score.suspicions ? ', withdrawn' : ''}`,
        program.note ?? '',
      ]),
  ];
  return { title: 'Every miss and every false suspicion', columns: ['program', 'what', 'reason'], rows };
}

function eachLeak(leaks: readonly JudgedLeak[]): Table {
  return {
    title: 'Every leaking program',
    columns: ['program', 'grows', 'aimed at', 'grew by', 'suspected', 'confirmed', 'first three sites'],
    rows: leaks.map(({ program, records, leak, score }) => [
      program.name,
      leak.memory,
      rate(leak.bytesPerSecond),
      rate(grownRate(program, records)),
      minutesInWords(score.suspectedSeconds),
      minutesInWords(score.confirmedSeconds),
      score.sites.join(', ') || 'none named',
    ]),
  };
}

function eachHealthy(healthy: readonly JudgedHealthy[]): Table {
  return {
    title: 'Every healthy program',
    columns: ['program', 'packages', 'suspicions', 'withdrawn', 'confirmed', 'first after'],
    rows: healthy.map(({ program, score }) => [
      program.name,
      packagesInWords(program.packages),
      String(score.suspicions),
      String(score.withdrawn),
      String(score.confirmations),
      minutesInWords(score.firstSecond),
    ]),
  };
}

function inTime({ score }: JudgedLeak): boolean {
  return score.suspectedSeconds <= suspectedWithin;
}

function confirmedInTime({ score }: JudgedLeak): boolean {
  return score.confirmedSeconds <= confirmedWithin;
}

function shareOf(part: readonly unknown[], whole: readonly unknown[]): string {
  return whole.length === 0 ? '–' : `${((100 * part.length) / whole.length).toFixed(0)} %`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(2)} %`;
}

function rate(bytesPerSecond: number): string {
  return Number.isNaN(bytesPerSecond) ? '–' : `${(bytesPerSecond / 1e3).toFixed(0)} KB/s`;
}

function packagesInWords(packages: readonly string[]): string {
  if (packages.length > 8) return `${packages.length} packages`;
  return packages.join(', ') || 'none';
}
