import { asOf } from '../../wire/endOfPace.ts';
import type { ConfirmationBasis, ThresholdCrossing } from '../../wire/event.ts';
import { placeOfSite } from '../../wire/placeOfSite.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { formatShare, roundBytes } from './bytes.ts';
import { limitNames } from './capacity.ts';
import { describeEstimate, describeGrowth, describeWork, metricNames, type Tone } from './eventText.ts';
import { closedAt, type Incident, type IncidentState, type IncidentStep, openedAt } from './incidents.ts';
import { describeExit } from './ProcessList.ts';
import { formatDuration, formatMoment } from './time.ts';

/** A step on the way of an incident, in words. */
export interface StepText {
  readonly time: number;
  /** `14:02:10`. */
  readonly clock: string;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

/** A figure with its name: `Held by`, `app.sessions (Map), 41,200 entries`. */
type Fact = readonly [name: string, value: string];

/** One function that keeps what it allocates, as a row of a table has it. */
export interface SiteText {
  readonly function: string;
  /** `src/session.ts:88`. */
  readonly place: string;
  readonly package: string;
  /** `51 kB/s`; empty where it is not known. */
  readonly rate: string;
  /** Share of what it allocated that is still alive. */
  readonly survival: string;
}

/** An incident as people read it. */
export interface IncidentText {
  readonly tone: Tone;
  readonly headline: string;
  /** `since 14:02, 38 min`, or `14:02 to 14:40, 38 min`. */
  readonly when: string;
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly steps: readonly StepText[];
  readonly evidence: readonly string[];
  readonly sites: readonly SiteText[];
  readonly advice: string;
}

const tones: { readonly [State in IncidentState]: Tone } = {
  suspected: 'advisory',
  confirmed: 'critical',
  withdrawn: 'calm',
  warning: 'warning',
  critical: 'critical',
  recovered: 'calm',
  'process gone': 'quiet',
};

const stateNames: { readonly [State in IncidentState]: string } = {
  suspected: 'Suspected',
  confirmed: 'Confirmed',
  withdrawn: 'Withdrawn',
  warning: 'Warning',
  critical: 'Critical',
  recovered: 'Back to normal',
  'process gone': 'The process ended',
};

const basisNames: { readonly [Basis in ConfirmationBasis]: string } = {
  sites: 'it is beyond what declared holders may keep',
  persistent: 'it has lasted',
  consuming: 'it has eaten much of what was free',
  holder: 'a declared holder is beyond its bound',
};

/** @param nowMs time of the newest sample, from which durations and the forecast are counted */
export function describeIncident(
  incident: Incident,
  process: ProcessSummary | undefined,
  nowMs: number,
): IncidentText {
  const words = incident.kind === 'leak' ? leakWords(incident, nowMs) : crossingWords(incident.report);
  return {
    ...words,
    tone: incident.open ? tones[incident.level] : 'quiet',
    headline: headlineOf(incident),
    when: whenOf(incident, nowMs),
    steps: stepsOf(incident, process, nowMs),
  };
}

function headlineOf(incident: Incident): string {
  const { open, level, steps, kind } = incident;
  const last = (steps.at(-1) as IncidentStep).state;
  if (kind === 'leak') return `Leak ${last === 'withdrawn' ? last : level}`;
  const worst = worstOf(steps);
  const name = metricNames[incident.report.metric];
  if (open) return `${name} ${worst}`;
  return worst === 'critical' ? `${name} was critical` : `${name} was above its warning threshold`;
}

function worstOf(steps: readonly IncidentStep[]): 'critical' | 'warning' {
  return steps.some(({ state }) => state === 'critical') ? 'critical' : 'warning';
}

function whenOf(incident: Incident, nowMs: number): string {
  const from = openedAt(incident);
  const to = closedAt(incident);
  const lasted = formatDuration((to ?? nowMs) - from);
  const start = formatMoment(from, nowMs);
  return to === undefined ? `since ${start}, ${lasted}` : `${start} to ${formatMoment(to, nowMs)}, ${lasted}`;
}

type LeakIncident = Extract<Incident, { kind: 'leak' }>;
type Words = Pick<IncidentText, 'summary' | 'facts' | 'evidence' | 'sites' | 'advice'>;

function leakWords({ report, reportedAt, open }: LeakIncident, nowMs: number): Words {
  const { holder, outOfMemory, work, resource, confidence, pattern, sites, evidence, advice } = report;
  const facts: Fact[] = [];
  if (holder) {
    const entries = `${holder.isAtLeast ? 'at least ' : ''}${holder.entries.toLocaleString('en')}`;
    facts.push(['Held by', `${holder.path} (${holder.class}), ${entries} entries`]);
  }
  if (work) {
    facts.push([
      'Per work',
      `${describeWork(work)} (r ${(work.routes?.[0] ?? work).correlation.toFixed(2)})`,
    ]);
  }
  if (outOfMemory && open) {
    const limit = limitNames[outOfMemory.limit];
    facts.push(['Forecast', `${describeEstimate(outOfMemory, nowMs - reportedAt)}; ${limit}`]);
  }
  if (resource) facts.push(['Bytes', `${roundBytes(report.rateBytesPerSecond)}/s`]);
  facts.push(['Course', `${pattern}, confidence ${formatShare(confidence)}`]);
  return {
    summary: describeGrowth(report),
    facts,
    // The forecast beside it is counted from now.
    evidence: asOf(evidence, formatMoment(reportedAt, nowMs)),
    sites: sites.map((site) => ({
      function: site.function,
      place: placeOfSite(site),
      package: site.package ?? 'your code',
      rate: site.bytesPerSecond > 0 ? `${roundBytes(site.bytesPerSecond)}/s` : '',
      survival: formatShare(site.survival),
    })),
    advice: open ? advice : '',
  };
}

function crossingWords({ message, usedBytes, thresholdBytes, limitBytes, ratio }: ThresholdCrossing): Words {
  const share = ratio === undefined ? '' : `, ${formatShare(ratio)}`;
  const facts: Fact[] = [['Used', `${roundBytes(usedBytes)}${share}`]];
  if (limitBytes !== undefined) facts.push(['Limit', roundBytes(limitBytes)]);
  facts.push(['Threshold', roundBytes(thresholdBytes)]);
  return { summary: message, facts, evidence: [], sites: [], advice: '' };
}

function stepsOf(incident: Incident, process: ProcessSummary | undefined, nowMs: number): StepText[] {
  const steps = incident.steps.map((step) => stepOf(step, process, nowMs));
  const [first] = incident.steps;
  if (first?.event === undefined || first.event.type === 'memory:threshold_exceeded') return steps;
  const began = first.time - first.event.payload.sinceMs;
  return [textAt(began, nowMs, 'quiet', 'Growth begins', 'as far as it can be told'), ...steps];
}

function stepOf(
  { time, state, event }: IncidentStep,
  process: ProcessSummary | undefined,
  nowMs: number,
): StepText {
  return textAt(time, nowMs, tones[state], stateNames[state], detailOf(event, process, nowMs));
}

function textAt(time: number, nowMs: number, tone: Tone, title: string, detail: string): StepText {
  return { time, clock: formatMoment(time, nowMs, true), tone, title, detail };
}

function detailOf(event: IncidentStep['event'], process: ProcessSummary | undefined, nowMs: number): string {
  if (event === undefined) return describeExit(process?.exit, nowMs);
  if (event.type === 'memory:threshold_exceeded') return event.payload.message;
  const { payload } = event;
  if (payload.level === 'withdrawn') return payload.evidence.at(-1) ?? '';
  const growth = describeGrowth(payload);
  return payload.basis ? `${growth}; ${basisNames[payload.basis]}` : growth;
}
