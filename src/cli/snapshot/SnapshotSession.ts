import { basename, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { SnapshotFile } from '../../profiling/heap-snapshot/SnapshotFile.ts';
import type { SnapshotGraph } from '../../profiling/heap-snapshot/SnapshotGraph.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { Progress } from '../Progress.ts';
import { showsUnicode } from '../showsUnicode.ts';

/** What a verb works with: it reads files, shows how far it is, and ends when the person says so. */
export class SnapshotSession {
  readonly #context: CommandContext;
  readonly #stop: AbortController = new AbortController();
  readonly #files: SnapshotFile[] = [];

  private constructor(context: CommandContext) {
    this.#context = context;
  }

  /** Does the work; Ctrl-C ends it without a word. */
  static async run(
    context: CommandContext,
    work: (session: SnapshotSession) => Promise<string>,
  ): Promise<Outcome> {
    const session = new SnapshotSession(context);
    const interrupt = (): void => session.#stop.abort();
    context.signals.on('SIGINT', interrupt);
    // The kernel's loops run once and long: they are better compiled well than at once. This process does nothing else.
    setFlagsFromString('--no-liftoff');
    try {
      const text = await work(session);
      await session.pause();
      context.stdout.write(`${text}\n`);
      return { exitCode: 0 };
    } catch (error) {
      if (session.#stop.signal.aborted) return { signal: 'SIGINT' };
      throw error;
    } finally {
      context.signals.off('SIGINT', interrupt);
      for (const file of session.#files) file.close();
    }
  }

  /** A text for people, in ASCII where the terminal has nothing else. */
  shown(lines: readonly string[]): string {
    const text = lines.join('\n');
    return showsUnicode(this.#context) ? text : text.replaceAll('→', '->').replaceAll('…', '...');
  }

  /** Lets signals arrive between two long steps. */
  async pause(): Promise<void> {
    await turn();
    this.#stop.signal.throwIfAborted();
  }

  /**
   * Reads a snapshot.
   *
   * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, whose messages begin with the file's name
   */
  async read(path: string): Promise<{ readonly graph: SnapshotGraph; readonly fileBytes: number }> {
    const { directory, stderr: output, now } = this.#context;
    const name = basename(path);
    const file = opened(path, resolve(directory, path));
    this.#files.push(file);
    const progress = new Progress({
      output,
      title: `reading ${name}`,
      total: file.sizeBytes,
      countsBytes: true,
      now,
    });
    try {
      const graph = await file.read({
        signal: this.#stop.signal,
        progress: (bytes) => progress.update(bytes, ''),
      });
      await this.pause();
      return { graph, fileBytes: file.sizeBytes };
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      const { code, option, rule, received } = error;
      throw new TidemarkError(code, `${name}: ${error.message}`, {
        ...(option === undefined ? {} : { option }),
        ...(rule === undefined ? {} : { rule }),
        received,
        cause: error,
      });
    } finally {
      progress.end();
    }
  }
}

function opened(given: string, path: string): SnapshotFile {
  try {
    return new SnapshotFile(path);
  } catch (cause) {
    const rule = 'a heap snapshot that can be read';
    const message = `FILE must be ${rule}, received ${given} (${(cause as Error).message})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: 'FILE', rule, received: given, cause });
  }
}

/**
 * The number after `--top`.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function topOf(given: string | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (!/^[1-9]\d{0,5}$/.test(given)) throw invalidOption('--top', 'a whole number from 1 to 999,999', given);
  return Number(given);
}

/** Whether a class is one that `--class` asks for. */
export function isWanted(name: string, filter: string | undefined): boolean {
  return filter === undefined || name.toLowerCase().includes(filter.toLowerCase());
}
