import type { LeakVerdict } from '../monitoring/LeakVerdict.ts';
import type { LeakReport } from '../wire/event.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';
import { standing, type ToldVerdict, type ToldVerdicts } from './toldVerdicts.ts';

/** The worse of two verdicts on a process at its end: that of its samples, and that which was told live. */
export interface WorseVerdict {
  readonly level: LeakVerdict['level'];
  readonly by: 'samples' | 'live';
  /** When it was told, in epoch milliseconds; absent where the samples tell it. */
  readonly toldAt?: number;
  /** The leak, where one is suspected or confirmed. */
  readonly report: LeakReport | undefined;
}

/** From good to bad. */
const levels: readonly LeakVerdict['level'][] = ['not-enough-evidence', 'none', 'suspected', 'confirmed'];

/** Where both say the same, the samples speak: they know the level at the end. */
export function worseVerdict(process: RecordedProcess, told: ToldVerdicts | undefined): WorseVerdict {
  const { level, report } = process.analyzer.detectLeak().verdict;
  const live = standingVerdict(told?.of.get(process)?.verdicts ?? []);
  if (
    live === undefined ||
    levels.indexOf(live.report.level as LeakVerdict['level']) <= levels.indexOf(level)
  ) {
    return { level, by: 'samples', report };
  }
  return {
    level: live.report.level as LeakVerdict['level'],
    by: 'live',
    toldAt: live.time,
    report: live.report,
  };
}

/** The worst of the leaks that stood at the end, as it was told last; of equals the newest. */
export function standingVerdict(told: readonly ToldVerdict[]): ToldVerdict | undefined {
  const open = standing(told);
  return open.findLast(({ report }) => report.level === 'confirmed') ?? open.at(-1);
}

/** How bad it is: 3 for a confirmed leak, 0 where nothing can be said. */
export function rankOf(process: RecordedProcess, told: ToldVerdicts | undefined): number {
  return levels.indexOf(worseVerdict(process, told).level);
}
