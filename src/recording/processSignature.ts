import type { FlightFiles } from './FlightFiles.ts';

/** What tells a process from every other that has had, or will have, its pid. */
export interface ProcessSignature {
  /** Of the system's start. */
  readonly bootId?: string | undefined;
  /** The namespace in which its pid counts: a container has its own. */
  readonly pidNamespace?: string | undefined;
  /** When it began, in ticks since the system's start. */
  readonly startTicks?: number | undefined;
}

const decoder = new TextDecoder();
/** Silent for longer than so many intervals, and than so long: nobody writes there any more. */
const silentIntervals = 3;
const leastSilenceMs = 30_000;
/** As Linux tells them to programs, on all machines. */
const tickMs = 10;
/** What is taken for a step of the clock, and not for one in the measure of it. */
const leastStepMs = 2000;

type Readable = Pick<FlightFiles, 'readFileSync' | 'readlinkSync'>;

/** The signature of this process; without what its platform does not tell. */
export function ownSignature(files: Readable): ProcessSignature {
  const startTicks = startOf(files, 'self')?.ticks;
  return {
    bootId: orUndefined(() => decoder.decode(files.readFileSync('/proc/sys/kernel/random/boot_id')).trim()),
    pidNamespace: orUndefined(() => files.readlinkSync('/proc/self/ns/pid')),
    ...(startTicks !== undefined && { startTicks }),
  };
}

/** A process that was recorded. */
export interface RecordedLife {
  readonly pid: number;
  readonly signature: ProcessSignature;
  readonly intervalMs: number;
  /** Epoch milliseconds, by the clock as it was when recording began. */
  readonly startedAt: number;
  /** Epoch milliseconds. */
  readonly lastWrittenAt: number;
}

/** Who asks whether it lives, and when. */
export interface LifeWitness {
  readonly own: ProcessSignature;
  readonly files: Readable;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether there is a process of that pid, where the platform tells no more. */
  readonly isRunning: (pid: number) => boolean;
}

/**
 * Whether a process lives that has written not long ago. `unknown` where its pid counts in another container or on
 * another machine, and it has written within the last half minute or the last three intervals.
 */
export function lifeOf(life: RecordedLife, witness: LifeWitness): 'alive' | 'dead' | 'unknown' {
  const { pid, signature, intervalMs } = life;
  const { own, files, isRunning } = witness;
  const isSilent = silenceMs(life, witness) > Math.max(leastSilenceMs, silentIntervals * intervalMs);
  if (signature.startTicks === undefined || own.startTicks === undefined) {
    if (!isRunning(pid)) return 'dead';
    return isSilent ? 'dead' : 'unknown';
  }
  if (signature.bootId !== own.bootId || signature.pidNamespace !== own.pidNamespace) {
    return isSilent ? 'dead' : 'unknown';
  }
  const start = startOf(files, String(pid));
  return start?.ticks === signature.startTicks && !start.isZombie ? 'alive' : 'dead';
}

/**
 * For how long nobody has written, at least. Where the clock was set forward since the process began, and nothing was written
 * after that for all that is known, the time that was left out has not passed.
 */
function silenceMs(life: RecordedLife, witness: LifeWitness): number {
  const silentMs = witness.now - life.lastWrittenAt;
  const stepMs = setForwardMs(life, witness);
  return stepMs > leastStepMs && silentMs > stepMs - leastStepMs ? silentMs - stepMs : silentMs;
}

/** By how much: the time of the system's start that the clock gives now, against the one that it gave then. 0 where that is not known. */
function setForwardMs({ signature, startedAt }: RecordedLife, { own, files, now }: LifeWitness): number {
  const { bootId, startTicks } = signature;
  if (startTicks === undefined || bootId === undefined || bootId !== own.bootId) return 0;
  const upMs = orUndefined(
    () => 1000 * Number.parseFloat(decoder.decode(files.readFileSync('/proc/uptime'))),
  );
  return upMs === undefined ? 0 : now - upMs - (startedAt - startTicks * tickMs);
}

function startOf(
  files: Readable,
  pid: string,
): { readonly ticks: number; readonly isZombie: boolean } | undefined {
  return orUndefined(() => {
    const text = decoder.decode(files.readFileSync(`/proc/${pid}/stat`));
    // The name before it may hold spaces and parentheses.
    const words = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(words[19]);
    return Number.isFinite(ticks) ? { ticks, isZombie: words[0] === 'Z' || words[0] === 'X' } : undefined;
  });
}

function orUndefined<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
