import { setImmediate as turn } from 'node:timers/promises';
import { bytesInWords } from '../../monitoring/quantity.ts';
import { compileLongLoops } from '../../profiling/heap-snapshot/compileLongLoops.ts';
import { type AnalysisPhase, HeapSnapshot } from '../../profiling/heap-snapshot/HeapSnapshot.ts';
import { readSnapshot } from '../../profiling/heap-snapshot/readSnapshot.ts';
import { SnapshotFile } from '../../profiling/heap-snapshot/SnapshotFile.ts';
import type { SnapshotGraph } from '../../profiling/heap-snapshot/SnapshotGraph.ts';
import { unpacked } from '../../profiling/heap-snapshot/unpacked.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { Interruption } from '../Interruption.ts';
import { Progress, type ProgressStage, type ProgressView } from '../Progress.ts';
import { showsUnicode } from '../showsUnicode.ts';
import { openInput, type SnapshotInput } from './openInput.ts';

const phaseWords: Readonly<Record<AnalysisPhase, string>> = {
  sizes: 'adding up sizes',
  dominators: 'finding who keeps whom alive',
  classes: 'telling classes apart',
};

/** What a verb works with: it reads files, shows how far it is, and ends when the person says so. */
export class SnapshotSession {
  readonly #context: CommandContext;
  readonly #interruption: Interruption;
  readonly #begunAt: number;
  readonly #files: SnapshotFile[] = [];
  #step: ProgressView | undefined;

  private constructor(context: CommandContext) {
    this.#context = context;
    this.#interruption = new Interruption(context.signals);
    this.#begunAt = context.now();
  }

  /** Does the work; Ctrl-C and other signals end it without a word. */
  static async run(
    context: CommandContext,
    work: (session: SnapshotSession) => Promise<string>,
  ): Promise<Outcome> {
    const session = new SnapshotSession(context);
    compileLongLoops();
    try {
      const text = await work(session);
      await session.pause();
      session.#end();
      context.stdout.write(`${text}\n`);
      return { exitCode: 0 };
    } catch (error) {
      const { received } = session.#interruption;
      if (received !== undefined) return { signal: received };
      throw error;
    } finally {
      session.#end();
      session.#interruption.close();
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
    this.#interruption.signal.throwIfAborted();
  }

  /** Shows what is being done from now on, until the next step or the end, and lets signals arrive. */
  async step(title: string): Promise<void> {
    this.#show(title);
    await this.pause();
  }

  /** Finds who keeps whom alive. */
  async analysed(graph: SnapshotGraph): Promise<HeapSnapshot> {
    const snapshot = new HeapSnapshot(graph, (phase) => this.#show(phaseWords[phase]));
    await this.pause();
    return snapshot;
  }

  #show(title: string): void {
    this.#end();
    this.#step = this.#progress({ title, total: undefined });
    this.#step.update(0);
  }

  #end(): void {
    this.#step?.end();
    this.#step = undefined;
  }

  #progress(stage: ProgressStage): ProgressView {
    const { stderr: output, now, openProgress } = this.#context;
    return openProgress?.(stage) ?? new Progress({ ...stage, output, now, begunAt: this.#begunAt });
  }

  /**
   * Reads a snapshot, from a file or standard input, compressed or not.
   *
   * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, whose messages begin with the file's name
   */
  async read(
    given: string,
  ): Promise<{ readonly name: string; readonly graph: SnapshotGraph; readonly fileBytes: number }> {
    const input = openInput(given, this.#context);
    return this.follow(`reading ${input.name}`, input, async (signal, progress) => {
      const { name, path, sizeBytes, packed } = input;
      if (path !== undefined && sizeBytes !== undefined && !packed) {
        const file = new SnapshotFile(path);
        this.#files.push(file);
        return { name, graph: await file.read({ signal, progress }), fileBytes: sizeBytes };
      }
      let fileBytes = 0;
      const counted = counting(input.chunks(signal), (bytes) => {
        fileBytes = bytes;
        progress(bytes);
      });
      const graph = await readSnapshot({ chunks: unpacked(counted) }, { signal });
      return { name, graph, fileBytes };
    });
  }

  /** Does work on a file while showing how far it is; errors name the file. */
  async follow<Result>(
    title: string,
    { name, sizeBytes }: Pick<SnapshotInput, 'name' | 'sizeBytes'>,
    work: (signal: AbortSignal, progress: (bytes: number) => void) => Promise<Result>,
  ): Promise<Result> {
    this.#end();
    const progress = this.#progress({ title, total: sizeBytes, countsBytes: true });
    try {
      const result = await work(this.#interruption.signal, (bytes) =>
        progress.update(bytes, bytesInWords(bytes)),
      );
      await this.pause();
      return result;
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'INVALID_SNAPSHOT') throw error;
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

/** The same chunks, each told of by how many bytes there were up to its end. */
export async function* counting(
  chunks: AsyncIterable<Uint8Array>,
  take: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    yield chunk;
    take(bytes);
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
