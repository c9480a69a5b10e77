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
export function lifeOf(
  { pid, signature, intervalMs, lastWrittenAt }: RecordedLife,
  { own, files, now, isRunning }: LifeWitness,
): 'alive' | 'dead' | 'unknown' {
  const isSilent = now - lastWrittenAt > Math.max(leastSilenceMs, silentIntervals * intervalMs);
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
