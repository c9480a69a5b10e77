import { capacityOf, type LimitKind } from '../../wire/capacity.ts';
import type { ExceptionNote, FlightNote } from '../FlightNote.ts';
import { pulseMs } from '../flightFormat.ts';
import { handledMs } from '../HandledRejections.ts';
import type { Flight } from '../readFlight.ts';
import type { Death, LimitAtEnd, Manner, SeenExit } from './Death.ts';
import type { FatalError } from './fatalErrorBeside.ts';
import { limitsAtEnd } from './limitsAtEnd.ts';
import { faultSignals, signalOfShellCode } from './signals.ts';
import { standstillAtEnd } from './standstillAtEnd.ts';

/** What is known besides what the process itself has recorded. */
export interface DeathWitness {
  /** What whoever started it has seen. */
  readonly exit?: SeenExit | undefined;
  /** How often the kernel has killed in its control group, now. */
  readonly oomKillsNow?: number | undefined;
  /** What V8 has said, as {@link fatalErrorBeside} finds it. */
  readonly fatalError?: FatalError | undefined;
  readonly isAlive?: boolean | undefined;
}

/**
 * From which share of a limit on that is what killed, where nothing else tells. The heap's is lower: it fills in less
 * time than passes between two samples, and V8 gives up before it is full.
 */
const suspiciousShares: Readonly<Record<LimitKind, number>> = { heap: 0.7, container: 0.85, host: 0.85 };
/** A hub that has much to do counts less than has passed, but not by so much. */
const leastAsleepMs = 60_000;
const asleepShare = 2;
const leastBlockedMs = 2000;
const blockedIntervals = 3;

type Judgement = Pick<Death, 'manner' | 'certainty'> & { readonly kind?: LimitKind };

/** Says how a process ended, from what it has recorded and what others have seen. */
export function deathOf(flight: Flight, witness: DeathWitness = {}): Death {
  const examined = flight.notes.find((note) => note.type === 'examined');
  const { exit: given = examined?.exit, fatalError, isAlive } = witness;
  // What was counted soon after its end says more than what is counted now.
  const oomKillsNow = examined?.oomKills ?? witness.oomKillsNow;
  // A hub sees when a process ends that others have started, and not how.
  const seen = given?.code === null && given.signal === null ? undefined : given;
  const { notes, samples, lastTime } = flight;
  const ended = notes.findLast((note) => note.type === 'exit' || note.type === 'stopped');
  const kills = notes.findLast((note) => note.type === 'oom-kills');
  // Of a time that is no number, as a damaged file may have it, nobody can say how long ago it was.
  const row = samples.findLast(([at]) => Number.isFinite(at));
  const time = given?.time ?? ended?.time ?? lastTime;
  const asleepMs = asleepAtEnd(time, row, examined?.quietMs);
  const last =
    row === undefined || time === undefined
      ? undefined
      : { row, agoMs: Math.max(0, time - row[0]! - (asleepMs ?? 0)) };
  const isExit = ended?.type === 'exit';
  const standstill = isExit ? undefined : standstillAtEnd(flight);
  const limits = limitsAtEnd(flight, standstill);
  const oomKills = kills && { before: kills.count, after: oomKillsNow };
  const facts: Facts = {
    ended,
    exception: exceptionOf(flight, ended, lastTime),
    signal: seen === undefined ? undefined : (seen.signal ?? signalOfShellCode(seen.code ?? 0)),
    exit: seen,
    isCounted: oomKillsNow !== undefined && kills !== undefined,
    hasKilled: (oomKillsNow ?? 0) > (kills?.count ?? Number.POSITIVE_INFINITY),
    limits,
    fatalError,
    isStale: last === undefined || last.agoMs > longestSilence(flight),
  };
  const judgement = isAlive ? ({ manner: 'running', certainty: 'seen' } as Judgement) : judged(facts);
  const { manner, certainty, kind } = judgement;
  const exception = manner === 'exception' || manner === 'rejection' ? facts.exception : undefined;
  return {
    manner,
    certainty,
    time,
    isTimeSeen: given !== undefined || ended !== undefined,
    exit: seen ?? (isExit ? { code: ended.code, signal: null } : undefined),
    exception,
    goneOnMs: exception !== undefined && isExit && ended.goneOn ? (ended.afterErrorMs ?? 0) : undefined,
    lastError: exception === undefined && !isAlive ? lastErrorOf(flight, ended, time) : undefined,
    isLoopEmpty: isExit ? ended.isLoopEmpty : undefined,
    last,
    asleepMs,
    limit:
      kind === undefined ? (doubtful(facts) ?? nearest(row)) : limits.find((limit) => limit.kind === kind),
    fatalError,
    oomKills,
    blockedMs:
      standstill !== undefined && time !== undefined
        ? Math.max(0, time - standstill.since)
        : given !== undefined && !isExit && last && facts.isStale
          ? last.agoMs
          : undefined,
    standstill,
  };
}

/** Of the time since its last record, what a hub has not counted. */
function asleepAtEnd(
  time: number | undefined,
  row: Flight['samples'][number] | undefined,
  quietMs: number | undefined,
): number | undefined {
  if (time === undefined || row === undefined || quietMs === undefined) return undefined;
  const sinceMs = time - row[0]!;
  return sinceMs > asleepShare * quietMs + leastAsleepMs ? sinceMs - quietMs : undefined;
}

interface Facts {
  readonly ended: Extract<FlightNote, { type: 'exit' | 'stopped' }> | undefined;
  readonly exception: ExceptionNote | undefined;
  readonly signal: string | undefined;
  readonly exit: SeenExit | undefined;
  readonly isCounted: boolean;
  readonly hasKilled: boolean;
  readonly limits: readonly LimitAtEnd[];
  readonly fatalError: FatalError | undefined;
  readonly isStale: boolean;
}

function judged(facts: Facts): Judgement {
  const { ended, exception, signal, exit, isCounted, hasKilled, limits, fatalError, isStale } = facts;
  if (ended?.type === 'exit' || (exception !== undefined && (signal === undefined || signal === 'SIGABRT'))) {
    if (exception !== undefined) {
      // That a handler has returned before it is no proof.
      const isOutlived = ended?.type === 'exit' && ended.goneOn !== undefined;
      const certainty = exception.handler === 'returned' || isOutlived ? 'likely' : 'seen';
      return { manner: mannerOf(exception), certainty };
    }
    return { manner: 'exit', certainty: 'seen' };
  }
  if (fatalError !== undefined && (signal === undefined || signal === 'SIGABRT')) {
    return fatalError.isOutOfMemory
      ? { manner: 'heap', certainty: 'seen', kind: 'heap' }
      : { manner: 'abort', certainty: 'seen' };
  }
  const full = limits.filter(isSuspicious).map(({ kind }) => kind);
  if (hasKilled && (signal === undefined || signal === 'SIGKILL')) {
    // Version 2 counts what the kernel kills for the whole host's sake, too.
    const kind = full.includes('host') && !full.includes('container') ? 'host' : 'container';
    return { manner: kind, certainty: 'seen', kind };
  }
  const suspects = full.filter((kind) => kind !== 'container' || !isCounted);
  const [suspect] = suspects.filter((kind) => canEnd(kind, exit === undefined ? undefined : (signal ?? '')));
  if (suspect !== undefined) return { manner: suspect, certainty: 'likely', kind: suspect };
  if (signal === 'SIGABRT') return { manner: 'abort', certainty: isStale ? 'unknown' : 'seen' };
  if (signal !== undefined && faultSignals.includes(signal)) return { manner: 'crash', certainty: 'seen' };
  if (signal !== undefined) return { manner: 'signal', certainty: 'seen' };
  if (exit !== undefined) return { manner: 'exit', certainty: 'seen' };
  if (ended?.type === 'stopped') return { manner: 'stopped', certainty: 'unknown' };
  return { manner: 'silent', certainty: 'unknown' };
}

/** Nearly used up, or filling so fast that it was before anything could be recorded of that. */
function isSuspicious({ kind, ratio, filledPerSecond, isSingleStep }: LimitAtEnd): boolean {
  return ratio >= suspiciousShares[kind] || (filledPerSecond !== undefined && !isSingleStep);
}

/** One that may have ended it as well as anything else. */
function doubtful({ limits, isCounted, exit, signal }: Facts): LimitAtEnd | undefined {
  if (isCounted || !canEnd('container', exit === undefined ? undefined : (signal ?? ''))) return undefined;
  return limits.find(({ isSingleStep }) => isSingleStep);
}

/** Whether a limit may have ended a process by this signal; `undefined` where nobody saw its end, `''` where it was none. */
function canEnd(kind: LimitKind, signal: string | undefined): boolean {
  if (signal === undefined) return true;
  return kind === 'heap' ? signal === 'SIGABRT' : signal === 'SIGKILL';
}

function nearest(row: Flight['samples'][number] | undefined): LimitAtEnd | undefined {
  return row && capacityOf(row).binding;
}

function mannerOf({ origin }: ExceptionNote): Manner {
  return origin === 'unhandledRejection' ? 'rejection' : 'exception';
}

/** `undefined` where the last one was a rejection that got a handler after all. */
function lastExceptionOf(notes: Flight['notes']): ExceptionNote | undefined {
  const last = notes.findLast(({ type }) => type === 'exception' || type === 'rejection-handled');
  return last?.type === 'exception' ? last : undefined;
}

/** What came shortly before the end. */
function lastErrorOf(
  { notes }: Flight,
  ended: Facts['ended'],
  time: number | undefined,
): ExceptionNote | undefined {
  const error = lastExceptionOf(notes);
  if (error === undefined || time === undefined) return undefined;
  const agoMs = (ended?.type === 'exit' ? ended.afterErrorMs : undefined) ?? time - error.time;
  return agoMs <= handledMs ? error : undefined;
}

/** The error that ended it: it came shortly before the exit, or nothing came after it. */
function exceptionOf(
  { notes, samples }: Flight,
  ended: Facts['ended'],
  lastTime: number | undefined,
): Facts['exception'] {
  const exception = lastExceptionOf(notes);
  if (exception === undefined) return undefined;
  if (ended?.type === 'exit') {
    const { afterErrorMs = ended.time - exception.time } = ended;
    if (ended.goneOn === 'again') return undefined;
    const isInTime = exception.handler === 'running' || afterErrorMs <= handledMs;
    return ended.code !== 0 && isInTime ? exception : undefined;
  }
  const goesOn = (samples.at(-1)?.[0] ?? 0) > exception.time || (lastTime ?? 0) > exception.time;
  return goesOn ? undefined : exception;
}

function longestSilence({ header: { process, regions } }: Flight): number {
  const hasPulses = regions.some(({ name }) => name === 'pulses');
  const intervalMs = hasPulses ? Math.min(pulseMs, process.intervalMs) : process.intervalMs;
  return Math.max(leastBlockedMs, blockedIntervals * intervalMs);
}
