import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { TidemarkError } from '../../TidemarkError.ts';
import { bytesInWords } from '../../wire/quantity.ts';
import type { AnalysisResult } from '../../wire/snapshot.ts';
import type { AnalysisJob, AnalystMessage, ReadingProgress } from './AnalysisJob.ts';
import { analystEnvironment } from './analystEnvironment.ts';

/** Options of a {@link SnapshotAnalyst}. */
export interface SnapshotAnalystOptions {
  /** Bytes that may be taken now, besides what is in use; `NaN` where nobody can tell. */
  readonly freeBytes: () => number;
  /** Milliseconds after which a process that has nothing to do is ended. @default 60_000 */
  readonly idleMs?: number;
  /** Milliseconds between two looks at its memory. @default 500 */
  readonly watchMs?: number;
  /** What runs in the process. @default the analyst of this package */
  readonly program?: URL;
  /** Bytes of a process that are in memory; `undefined` where nobody can tell. @default what Linux says */
  readonly residentBytes?: (pid: number) => number | undefined;
}

/** How an analysis is followed, and called off. */
export interface AnalysisWatch {
  readonly progress?: ((progress: ReadingProgress) => void) | undefined;
  /** Ends it: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** An analysis takes about 1.4 times a large file, and twice a small one; and the process itself. */
const timesTheFile = 2;
const processBytes = 128 * 1024 * 1024;
/** How far beyond that it may go before it is taken to have run away. */
const tolerance = 2;
/** The columns are outside of it. */
const heapMegabytes = 2048;
const mostLastWords = 2000;

/**
 * Has heap snapshots analysed in a process of its own, which is started when it is wanted and ended when it has long had
 * nothing to do. Whatever happens to that process, a crash, a lack of memory, happens to it alone, and is told. It keeps no
 * process alive.
 */
export class SnapshotAnalyst {
  readonly #freeBytes: () => number;
  readonly #idleMs: number;
  readonly #watchMs: number;
  readonly #program: URL;
  readonly #residentBytes: (pid: number) => number | undefined;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #busy = false;

  constructor({
    freeBytes,
    idleMs = 60_000,
    watchMs = 500,
    // The same place from every chunk of the build.
    program = new URL('../profiling/analyst/analystProgram.js', import.meta.url),
    residentBytes = residentBytesOnLinux,
  }: SnapshotAnalystOptions) {
    this.#freeBytes = freeBytes;
    this.#idleMs = idleMs;
    this.#watchMs = watchMs;
    this.#program = program;
    this.#residentBytes = residentBytes;
  }

  /** Why it can do nothing here, in a sentence; `undefined` where it can. */
  get problem(): string | undefined {
    return isSingleExecutable()
      ? 'Heap snapshots cannot be analysed from a single executable application: its executable is not Node.js.'
      : undefined;
  }

  /** Pid of its process, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Does a job.
   *
   * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`; `ANALYSIS_FAILED` where memory would not
   * suffice, where the process crashed, or where another job is being done; as a rejection
   */
  async analyze(job: AnalysisJob, { progress, signal }: AnalysisWatch = {}): Promise<AnalysisResult> {
    signal?.throwIfAborted();
    if (this.#busy) throw failed('Another snapshot is being analysed.');
    const limitBytes = this.#memoryFor(job);
    this.#busy = true;
    clearTimeout(this.#idle);
    try {
      return await this.#ask(this.#start(), job, limitBytes, progress, signal);
    } finally {
      this.#busy = false;
      this.#idle = setTimeout(() => this.close(), this.#idleMs).unref();
    }
  }

  /** Ends the process, and with it what it was doing. */
  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  /** The most that the job may take. */
  #memoryFor({ files }: AnalysisJob): number {
    const largest = Math.max(...files.map(sizeOf));
    const neededBytes = timesTheFile * largest + processBytes;
    const freeBytes = this.#freeBytes();
    if (neededBytes > freeBytes) {
      const needed = `about ${bytesInWords(neededBytes)} of memory, and ${bytesInWords(freeBytes)} are free`;
      throw failed(`The analysis needs ${needed}.`);
    }
    return tolerance * neededBytes;
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    // Otherwise the application would start itself.
    if (this.problem !== undefined) throw failed(this.problem);
    try {
      const child = fork(this.#program, [], {
        execArgv: [`--max-old-space-size=${heapMegabytes}`],
        env: analystEnvironment(process.env),
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
      });
      child.unref();
      child.channel?.unref();
      (child.stderr as import('node:net').Socket | null)?.unref();
      child.on('exit', () => {
        if (this.#child === child) this.#child = undefined;
      });
      // Told by the job; without a listener it would end this process.
      child.on('error', () => undefined);
      this.#child = child;
      return child;
    } catch (cause) {
      throw failed(`The process for the analysis could not be started: ${(cause as Error).message}`, cause);
    }
  }

  #ask(
    child: ChildProcess,
    job: AnalysisJob,
    limitBytes: number,
    progress: AnalysisWatch['progress'],
    signal: AbortSignal | undefined,
  ): Promise<AnalysisResult> {
    return new Promise((resolve, reject) => {
      let lastWords = '';
      let ended = false;
      const end = (settle: () => void): void => {
        if (ended) return;
        ended = true;
        clearInterval(watch);
        child.off('message', take);
        child.off('exit', crashed);
        child.off('error', broken);
        child.stderr?.off('data', listen);
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const kill = (error: unknown): void => {
        this.close();
        end(() => reject(error));
      };
      const look = (rssBytes: number | undefined): void => {
        if (rssBytes === undefined || rssBytes <= limitBytes) return;
        kill(failed(`The analysis was ended: it took more than ${bytesInWords(limitBytes)} of memory.`));
      };
      const take = (message: AnalystMessage): void => {
        if (message.type === 'progress') {
          look(message.rssBytes);
          if (!ended) progress?.(message.progress);
        } else if (message.type === 'done') end(() => resolve(message.result));
        else end(() => reject(new TidemarkError(message.code, message.problem)));
      };
      const crashed = (code: number | null, by: NodeJS.Signals | null): void =>
        end(() => reject(failed(crashSentence(code, by, lastWords))));
      const broken = (cause: Error): void =>
        kill(failed(`The process for the analysis could not be reached: ${cause.message}`, cause));
      const listen = (chunk: Buffer): void => {
        lastWords = (lastWords + chunk.toString()).slice(-mostLastWords);
      };
      const abort = (): void => kill(signal?.reason);
      const watch = setInterval(
        () => child.pid !== undefined && look(this.#residentBytes(child.pid)),
        this.#watchMs,
      ).unref();
      child.on('message', take);
      child.on('exit', crashed);
      child.on('error', broken);
      child.stderr?.on('data', listen);
      signal?.addEventListener('abort', abort);
      child.send(job, (cause) => cause && broken(cause));
    });
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function failed(message: string, cause?: unknown): TidemarkError {
  return new TidemarkError('ANALYSIS_FAILED', message, cause === undefined ? {} : { cause });
}

function crashSentence(code: number | null, by: NodeJS.Signals | null, lastWords: string): string {
  const how = by === null ? `exit code ${code}` : `signal ${by}`;
  const reason = /heap out of memory|Array buffer allocation failed|std::bad_alloc/i.test(lastWords)
    ? 'its memory did not suffice'
    : by === 'SIGKILL'
      ? 'somebody ended it, as the system does where memory runs out'
      : 'it crashed';
  return `The analysis ended without an answer: ${reason} (${how}).`;
}

function residentBytesOnLinux(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function isSingleExecutable(): boolean {
  const sea = process.getBuiltinModule('node:sea') as { isSea?: () => boolean } | undefined;
  return sea?.isSea?.() ?? false;
}
