import type { MemoryEvent } from '../../wire/event.ts';
import type { Recycling, StrategyApplied, StrategyResult } from '../../wire/response.ts';
import { roundBytes, unknown } from './bytes.ts';
import { describeEvent, type Tone } from './eventText.ts';
import { formatMoment } from './time.ts';

/** What one strategy has done so far, in words. */
interface StrategyText {
  readonly strategy: string;
  readonly times: number;
  /** `9.4 MB`, as collections have shown; `about 3 MB, not measured`; or that nobody knows. */
  readonly freed: string;
  /** `69 ms` for which the thread stood still, of all times together. */
  readonly pauses: string;
  readonly last: string;
  /** What came of it the last time. */
  readonly outcome: string;
  readonly tone: Tone;
}

/** The replacement of a worker or process, as far as it has come. */
export interface RecyclingText {
  readonly clock: string;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

/** What was done about pressure, in words. */
export interface ResponsesText {
  /** The one that was applied last comes first. */
  readonly strategies: readonly StrategyText[];
  /** Newest first, one for each that is replaced. */
  readonly recyclings: readonly RecyclingText[];
}

interface Account {
  readonly times: number;
  readonly measuredBytes: number | undefined;
  readonly claimedBytes: number | undefined;
  readonly pauseMs: number | undefined;
  readonly lastAt: number;
  readonly last: StrategyApplied;
}

const results: { readonly [Result in StrategyResult]: readonly [string, Tone] } = {
  freed: ['Freed memory', 'calm'],
  'freed-nothing': ['Freed nothing worth a word', 'advisory'],
  claimed: ['Claims to have freed memory', 'quiet'],
  unknown: ['Effect not known', 'quiet'],
  failed: ['Failed', 'critical'],
  'timed-out': ['Not done in time', 'warning'],
  abandoned: ['Stopped meanwhile', 'quiet'],
  'dry-run': ['Only told: a dry run', 'quiet'],
};

/** @param events oldest first; @param nowMs time of the newest sample */
export function responsesText(events: readonly MemoryEvent[], nowMs: number): ResponsesText {
  return { strategies: strategiesOf(events, nowMs), recyclings: recyclingsOf(events, nowMs) };
}

function strategiesOf(events: readonly MemoryEvent[], nowMs: number): StrategyText[] {
  const accounts = new Map<string, Account>();
  for (const { type, time, payload } of events) {
    if (type !== 'memory:strategy_applied') continue;
    accounts.set(payload.strategy, withAnother(accounts.get(payload.strategy), payload, time));
  }
  return [...accounts]
    .sort(([, left], [, right]) => right.lastAt - left.lastAt)
    .map(([strategy, account]) => strategyText(strategy, account, nowMs));
}

function withAnother(before: Account | undefined, applied: StrategyApplied, time: number): Account {
  // Older agents have no word of its own for what is claimed.
  const { freedBytes, measured, claimedBytes = freedBytes, pauseMs } = applied;
  return {
    times: (before?.times ?? 0) + 1,
    measuredBytes: sum(before?.measuredBytes, measured ? freedBytes : undefined),
    claimedBytes: sum(before?.claimedBytes, measured ? undefined : claimedBytes),
    pauseMs: sum(before?.pauseMs, pauseMs),
    lastAt: time,
    last: applied,
  };
}

/** Of what is known; unknown where nothing is. */
function sum(left: number | undefined, right: number | null | undefined): number | undefined {
  return typeof right === 'number' ? (left ?? 0) + right : left;
}

function strategyText(strategy: string, account: Account, nowMs: number): StrategyText {
  const { times, measuredBytes, claimedBytes, pauseMs, lastAt, last } = account;
  const [words, tone] = results[last.result ?? 'unknown'];
  return {
    strategy,
    times,
    freed: freedText(measuredBytes, claimedBytes),
    pauses: pauseMs === undefined ? unknown : `${Math.round(pauseMs).toLocaleString('en')} ms`,
    last: formatMoment(lastAt, nowMs, true),
    outcome: [words, last.detail].filter(Boolean).join('. '),
    tone,
  };
}

function freedText(measured: number | undefined, claimed: number | undefined): string {
  const parts = [
    ...(measured === undefined ? [] : [roundBytes(measured)]),
    ...(claimed === undefined ? [] : [`claims ${roundBytes(claimed)}, not measured`]),
  ];
  return parts.join(' and ') || 'not known';
}

function recyclingsOf(events: readonly MemoryEvent[], nowMs: number): RecyclingText[] {
  const latest = new Map<string, MemoryEvent & { readonly payload: Recycling }>();
  for (const event of events) {
    if (event.type !== 'memory:recycling') continue;
    const key = `${event.payload.kind} ${event.payload.id}`;
    latest.delete(key);
    latest.set(key, event);
  }
  return [...latest.values()].toReversed().map((event) => {
    const { title, detail, tone } = describeEvent(event);
    return { clock: formatMoment(event.time, nowMs, true), tone, title, detail };
  });
}
