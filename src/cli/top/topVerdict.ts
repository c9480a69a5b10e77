import type { OutOfMemoryPrediction } from '../../monitoring/forecast/outOfMemory.ts';
import { toldPrediction } from '../../reporting/toldPrediction.ts';
import type { PressureLevel } from '../../wire/event.ts';
import { growthGraceMs } from '../../wire/growthGrace.ts';
import type { Incident } from '../../wire/incident.ts';
import { column } from '../../wire/sample.ts';
import type { TopProcess } from './TopProcess.ts';

/** How urgent it is; colour follows it, and never stands alone. */
export type TopTone = 'quiet' | 'calm' | 'warning' | 'critical';

/** A forecast, and when it was told. */
export type TopForecast = OutOfMemoryPrediction & { readonly predicted: true };

/** What is said of a process first, in a word or two. */
export interface TopVerdict {
  readonly words: string;
  readonly tone: TopTone;
  /** Most urgent highest. */
  readonly rank: number;
}

const enoughCollections = 2;
/** A forecast of an end that is no further away is no normal state, whatever the cause. */
const soonMs = 1_800_000;

/** The worst that stands; `normal` only where there was enough to judge by. */
export function topVerdict(process: TopProcess, now: number): TopVerdict {
  const { state, exit, identity, row } = process;
  if (state === 'gone') return endOf(exit);
  if (state === 'unwatched') return { words: 'unwatched', tone: 'quiet', rank: 1 };
  const worst = openIncidents(process)[0];
  if (worst !== undefined && incidentRank(worst) >= 8) return standing(worst);
  const pressure = pressureLevelOf(process);
  if (state !== 'silent' && pressure === 'critical')
    return { words: 'pressure critical', tone: 'critical', rank: 8 };
  if (state === 'silent') return { words: 'silent', tone: 'warning', rank: 7 };
  if (worst !== undefined) return standing(worst);
  const forecast = topForecast(process, now);
  if (forecast !== undefined && forecast.etaMs <= soonMs) {
    return { words: 'OOM ahead', tone: 'critical', rank: 8 };
  }
  if (pressure === 'warning') return { words: 'pressure warning', tone: 'warning', rank: 5 };
  const isYoung = now - identity.startedAt < growthGraceMs;
  const isKnown = (row?.[column.majorCollections] ?? 0) >= enoughCollections;
  if (row === undefined) return { words: 'no sample yet', tone: 'quiet', rank: 3 };
  if (isYoung || !isKnown) return { words: 'too early', tone: 'quiet', rank: 3 };
  return { words: 'normal', tone: 'calm', rank: 2 };
}

/** What stands, the worst first; of a process that is gone, what stood at its end. */
export function openIncidents({ incidents, state }: TopProcess): Incident[] {
  return incidents
    .filter(({ closedAt, closedBy }) =>
      state === 'gone' ? closedBy === 'process gone' : closedAt === undefined,
    )
    .sort((left, right) => incidentRank(right) - incidentRank(left) || right.openedAt - left.openedAt);
}

/** When memory runs out, as last told and counted from now; `undefined` where nothing was told, or its time has passed. */
export function topForecast({ state, events }: TopProcess, now: number): TopForecast | undefined {
  if (state === 'gone' || state === 'unwatched') return undefined;
  const told = toldPrediction(events, now);
  return told.predicted && (told.highMs ?? told.etaMs) > 0 ? told : undefined;
}

/** The level of pressure, as it was told last. */
function pressureLevelOf({ events }: TopProcess): PressureLevel {
  return events.findLast((event) => event.type === 'memory:pressure_changed')?.payload.level ?? 'normal';
}

function standing(incident: Incident): TopVerdict {
  const { kind, level, subject } = incident;
  const isCritical = level === 'critical' || level === 'confirmed';
  // The container's name has no place beside its level.
  const words = kind === 'leak' ? `leak ${level}` : subject === 'container' ? level : `${subject} ${level}`;
  return { words, tone: isCritical ? 'critical' : 'warning', rank: incidentRank(incident) };
}

function incidentRank({ kind, level }: Incident): number {
  const ranks = { confirmed: 9, critical: 8, suspected: 6, warning: kind === 'leak' ? 6 : 5 };
  return ranks[level];
}

function endOf(exit: TopProcess['exit']): TopVerdict {
  if (exit?.signal) return { words: `killed ${exit.signal}`, tone: 'critical', rank: 4 };
  if (exit === undefined || exit.code === null) return { words: 'ended', tone: 'quiet', rank: 0 };
  if (exit.code === 0) return { words: 'ended', tone: 'quiet', rank: 0 };
  return { words: `exit code ${exit.code}`, tone: 'critical', rank: 4 };
}
