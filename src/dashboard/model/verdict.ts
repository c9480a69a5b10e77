import type { AllocationSite, LeakReport, MemoryEvent, ThresholdCrossing } from '../../wire/event.ts';
import { standingForecast } from '../../wire/forecast.ts';
import { growthGraceInWords, growthGraceMs } from '../../wire/growthGrace.ts';
import { isNameless } from '../../wire/isNameless.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { roundBytes } from './bytes.ts';
import { describeLimit, limitNames } from './capacity.ts';
import { describeEstimate, describeGrowth, describeWork, type Tone } from './eventText.ts';
import type { LiveSizeCourse } from './liveSize.ts';
import { describeExit } from './ProcessList.ts';
import { formatDuration, formatMoment } from './time.ts';

/** What the dashboard says first: one sentence, then what it rests on. */
export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  readonly details: readonly string[];
  /** What to do next, where there is something to do. */
  readonly advice?: string;
}

/** What a verdict is made of. */
export interface Situation {
  readonly process: ProcessSummary;
  /** Oldest first. */
  readonly events: readonly MemoryEvent[];
  readonly liveSize: LiveSizeCourse | undefined;
  /** Time of the newest sample; `undefined` before the first. */
  readonly nowMs: number | undefined;
  /** Which day it is for those who read it. */
  readonly todayMs: number;
}

interface Standing<Report> {
  readonly sinceMs: number;
  readonly report: Report;
}

const enoughCollections = 2;

/** The verdict on one process, from its state, its events and its live size. */
export function verdictOf(situation: Situation): Verdict {
  const { process, nowMs } = situation;
  const findings = findingsOf(situation);
  if (process.state === 'gone') return ofTheDead(situation, findings);
  if (nowMs === undefined) return { tone: 'quiet', headline: 'Waiting for the first sample', details: [] };
  const [worst, ...others] = findings;
  const verdict = worst
    ? { ...worst, details: [...worst.details, ...others.map(({ headline }) => headline)] }
    : allIsWell(situation.liveSize, nowMs - process.identity.startedAt);
  if (process.state === 'live') return verdict;
  return {
    tone: 'warning',
    headline: `No sample since ${formatMoment(nowMs, situation.todayMs, true)}`,
    details: ['The event loop may be blocked', ...findings.map(({ headline }) => headline)],
  };
}

function ofTheDead({ process, todayMs }: Situation, findings: readonly Verdict[]): Verdict {
  const exit = process.exit;
  const clean = exit?.signal === null && exit.code === 0;
  return {
    tone: clean ? 'quiet' : 'critical',
    headline: `${process.identity.name} ${exit?.signal ? 'was ' : ''}${exit ? '' : 'is '}${describeExit(exit, todayMs)}`,
    details: [
      ...hintsOf(process),
      ...findings.map(({ headline, details }) => [headline, ...details.slice(0, 1)].join(': ')),
    ],
  };
}

function hintsOf({ exit }: ProcessSummary): string[] {
  if (exit?.signal === 'SIGKILL')
    return ['SIGKILL comes from outside: a person, an orchestrator, or the kernel out of memory'];
  if (exit?.signal === 'SIGABRT' || exit?.code === 134)
    return ['This is how V8 ends a process whose heap is full'];
  return [];
}

/** Most urgent first. */
function findingsOf({ events, nowMs, todayMs }: Situation): Verdict[] {
  const now = nowMs ?? events.at(-1)?.time ?? 0;
  const leaks = [...standingLeaks(events)].map((leak) => ofLeak(leak, events, now, todayMs));
  const crossings = [...standingCrossings(events)].map((crossing) => ofCrossing(crossing, todayMs));
  const confirmed = leaks.filter(({ tone }) => tone === 'critical');
  const suspected = leaks.filter(({ tone }) => tone === 'advisory');
  const critical = crossings.filter(({ tone }) => tone === 'critical');
  const warning = crossings.filter(({ tone }) => tone === 'warning');
  const pressed = pressureOf(events, todayMs, crossings);
  const [pressedCritically, pressedOtherwise] =
    pressed?.tone === 'critical' ? [[pressed], []] : [[], pressed ? [pressed] : []];
  return [...confirmed, ...critical, ...pressedCritically, ...suspected, ...warning, ...pressedOtherwise];
}

/** The level of pressure, where no alert of a threshold says as much. */
function pressureOf(
  events: readonly MemoryEvent[],
  todayMs: number,
  crossings: readonly Verdict[],
): Verdict | undefined {
  const change = events.findLast((event) => event.type === 'memory:pressure_changed');
  if (change === undefined || change.payload.level === 'normal') return undefined;
  const { level, reason, capacity } = change.payload;
  if (crossings.some(({ tone }) => tone === 'critical' || tone === level)) return undefined;
  const { binding } = capacity;
  const details = reason
    ? [reason]
    : binding
      ? [`${limitNames[binding.kind]} binds: ${describeLimit(binding)}`]
      : [];
  return {
    tone: level,
    headline: `Memory pressure ${level} since ${formatMoment(change.time, todayMs)}`,
    details,
  };
}

function standingLeaks(events: readonly MemoryEvent[]): Iterable<Standing<LeakReport>> {
  const standing = new Map<string, Standing<LeakReport>>();
  for (const event of events) {
    if (event.type === 'memory:leak_withdrawn') standing.delete(event.payload.id);
    if (event.type !== 'memory:leak_suspected' && event.type !== 'memory:leak_confirmed') continue;
    const known = standing.get(event.payload.id);
    const sinceMs = known?.report.level === event.payload.level ? known.sinceMs : event.time;
    standing.set(event.payload.id, { sinceMs, report: event.payload });
  }
  return standing.values();
}

function standingCrossings(events: readonly MemoryEvent[]): Iterable<Standing<ThresholdCrossing>> {
  const standing = new Map<string, Standing<ThresholdCrossing>>();
  for (const { time, type, payload } of events) {
    if (type !== 'memory:threshold_exceeded') continue;
    if (payload.level === 'normal') standing.delete(payload.metric);
    else standing.set(payload.metric, { sinceMs: time, report: payload });
  }
  return standing.values();
}

function ofLeak(
  { sinceMs, report }: Standing<LeakReport>,
  events: readonly MemoryEvent[],
  now: number,
  todayMs: number,
): Verdict {
  const confirmed = report.level === 'confirmed';
  const site = report.sites[0];
  const forecast = standingForecast(events, now);
  const details = [describeGrowth(report)];
  if (forecast) details.push(describeEstimate(forecast.estimate, now - forecast.madeAt));
  if (report.holder) details.push(`Held by ${report.holder.path}`);
  if (site) details.push(allocatedBy(site));
  if (report.work) details.push(describeWork(report.work));
  return {
    tone: confirmed ? 'critical' : 'advisory',
    headline: `Leak ${report.level} since ${formatMoment(sinceMs, todayMs)}`,
    details,
    ...(report.advice === '' ? {} : { advice: report.advice }),
  };
}

function allocatedBy({ function: name, file, line }: AllocationSite): string {
  return isNameless(name) ? `Allocated at ${file}:${line}` : `Allocated by ${name} (${file}:${line})`;
}

function ofCrossing({ sinceMs, report }: Standing<ThresholdCrossing>, todayMs: number): Verdict {
  const name = { heap: 'Heap', rss: 'RSS', container: 'Container memory', host: 'Host memory' }[
    report.metric
  ];
  return {
    tone: report.level === 'critical' ? 'critical' : 'warning',
    headline: `${name} ${report.level} since ${formatMoment(sinceMs, todayMs)}`,
    details: [report.message],
  };
}

function allIsWell(course: LiveSizeCourse | undefined, ageMs: number): Verdict {
  if (course === undefined) {
    return tooEarly('Live size is read at each major collection, and there was none yet');
  }
  const size = `Live heap ${roundBytes(course.liveBytes)}`;
  if (course.collections < enoughCollections) {
    const collections =
      course.collections === 1 ? 'the only major collection' : `${course.collections} major collections`;
    return tooEarly(`${size} after ${collections} so far`);
  }
  if (ageMs < growthGraceMs) {
    return tooEarly(`${size}; growth says nothing in the first ${growthGraceInWords} of a process`);
  }
  const steady = course.steadyCollections >= enoughCollections;
  const state = steady ? `, steady for ${formatDuration(course.steadyMs)}` : ' at the last major collection';
  return { tone: 'calm', headline: 'No leak suspected', details: [size + state] };
}

function tooEarly(reason: string): Verdict {
  return { tone: 'quiet', headline: 'Too early to tell', details: [reason] };
}
