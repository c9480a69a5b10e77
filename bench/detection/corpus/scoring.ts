import type { AllocationSite } from '../../../src/wire/event.ts';
import type { CorpusLeak, CorpusProgram } from './CorpusProgram.ts';
import { type LeakStep, leakSteps, type RunRecords } from './records.ts';

const sitesThatCount = 3;

/** How a leak was found. Seconds after its onset; `Infinity` where it never was. */
export interface LeakScore {
  readonly suspectedSeconds: number;
  readonly confirmedSeconds: number;
  /** Suspicions that were told before there was a leak. */
  readonly early: number;
  /** Whether the suspicion named the memory that grows. */
  readonly rightMemory: boolean;
  /** Whether one of the first three sites is the cause; `undefined` where no report named any. */
  readonly named: boolean | undefined;
  /** The first three sites as `function (package)`, from the last report with sites. */
  readonly sites: readonly string[];
  /** Whether the suspicion was taken back although the leak went on. */
  readonly withdrawn: boolean;
}

/** How a healthy program fared. */
export interface HealthyScore {
  readonly suspicions: number;
  readonly confirmations: number;
  /** Suspicions that were taken back before the end. */
  readonly withdrawn: number;
  /** Seconds of the first suspicion; `Infinity` where there was none. */
  readonly firstSecond: number;
  /** How often memory pressure was answered: what the manager did, or would have. */
  readonly responses: number;
  /** How often it was told that memory runs out. */
  readonly outOfMemoryAlarms: number;
}

/** Judges what was told of a leaking program. A suspicion that stands at the onset counts for nothing. */
export function scoreLeak(leak: CorpusLeak, records: RunRecords): LeakScore {
  const steps = leakSteps(records);
  const after = steps.filter(({ second }) => second >= leak.onsetSecond);
  const found = after.filter(({ report }) => report.level !== 'withdrawn');
  const sites = found
    .findLast(({ report }) => report.sites.length > 0)
    ?.report.sites.slice(0, sitesThatCount);
  const delay = (level: LeakStep['report']['level'] | 'any'): number => {
    const step = found.find(({ report }) => level === 'any' || report.level === level);
    return step ? step.second - leak.onsetSecond : Number.POSITIVE_INFINITY;
  };
  return {
    suspectedSeconds: delay('any'),
    confirmedSeconds: delay('confirmed'),
    early: steps.filter(({ second, report }) => report.level === 'suspected' && second < leak.onsetSecond)
      .length,
    rightMemory: found.some(({ report }) => isOf(leak, report)),
    named: sites?.some((site) => isGuilty(site, leak.guilty)),
    sites: (sites ?? []).map((site) => `${site.function} (${site.package ?? 'own'})`),
    withdrawn: after.some(({ report }) => report.level === 'withdrawn'),
  };
}

/** Judges what was told of a healthy program. */
export function scoreHealthy(records: RunRecords): HealthyScore {
  const steps = leakSteps(records);
  const ofLevel = (level: string): LeakStep[] => steps.filter(({ report }) => report.level === level);
  return {
    suspicions: ofLevel('suspected').length,
    confirmations: ofLevel('confirmed').length,
    withdrawn: ofLevel('withdrawn').length,
    firstSecond: ofLevel('suspected')[0]?.second ?? Number.POSITIVE_INFINITY,
    responses: records.events.filter(({ type }) => type === 'strategy_applied').length,
    outOfMemoryAlarms: records.events.filter(({ type }) => type === 'out_of_memory_predicted').length,
  };
}

/** Whether a site is what a person would accept as the cause: its package, or its function as V8 names it. */
export function isGuilty(
  site: Pick<AllocationSite, 'function' | 'package' | 'file' | 'line'>,
  guilty: readonly string[],
): boolean {
  const name = site.function.split('.').at(-1);
  const place = `${site.file}:${site.line}`;
  return guilty.some((one) => [site.package, site.function, name, place].includes(one));
}

/** Whether a program could be judged: it ran under the agent and did not fail by itself. */
export function isValid(program: CorpusProgram, { start, readings, exit }: RunRecords): boolean {
  const last = readings.at(-1);
  const units = last?.truth?.units ?? 0;
  return start?.agent === true && exit?.code === 0 && (program.leak === undefined || units > 0);
}

function isOf({ memory, alsoGrows }: CorpusLeak, { memory: told, resource }: LeakStep['report']): boolean {
  return [memory, alsoGrows].some((one) =>
    one === 'worker' || one === 'handle' ? resource?.kind === one : told === one,
  );
}
