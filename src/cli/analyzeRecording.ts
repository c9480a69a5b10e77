import type { MemoryAnalyzerOptions } from '../monitoring/MemoryAnalyzer.ts';
import { TidemarkError } from '../TidemarkError.ts';
import { LineDecoder } from '../wire/codec.ts';
import { RecordingReader } from '../wire/RecordingReader.ts';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import type { RecordingFilter } from './analyzeOptions.ts';
import type { Progress } from './Progress.ts';
import { type RecordedProcess, RecordedProcesses } from './RecordedProcesses.ts';

/** What a recording is read from, and which part of it is looked at. */
export interface AnalyzeRecordingOptions {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly filter: RecordingFilter;
  readonly analyzer: MemoryAnalyzerOptions;
  readonly progress: Progress;
  /** Samples of each process that are kept in full. @default 0 */
  readonly keptSamples?: number;
  /** Ends the reading; the analysis is then undefined. */
  readonly stop: AbortSignal;
}

/** A recording, read to its end. */
export interface RecordingAnalysis {
  readonly processes: readonly RecordedProcess[];
  /** Samples in the recording, looked at or not. */
  readonly samples: number;
  /** Ids in the recording, likewise. */
  readonly ids: readonly string[];
  readonly events: number;
  readonly tornLines: number;
  /** Lines left out because a reading in them is none that a machine can have. */
  readonly corruptLines: number;
  /** The first of them, and what it says. */
  readonly firstCorruption: string | undefined;
}

const maxLineBytes = 256 * 1024;

/**
 * Reads a recording in the pieces in which it comes. Held are one line, and for each process what its analyzer holds.
 *
 * @returns `undefined` where it was stopped
 * @throws TidemarkError `INVALID_RECORDING`
 */
export async function analyzeRecording({
  bytes,
  filter,
  analyzer,
  progress,
  stop,
  keptSamples = 0,
}: AnalyzeRecordingOptions): Promise<RecordingAnalysis | undefined> {
  const decoder = new LineDecoder({ maxLineBytes });
  const reader = new RecordingReader();
  const processes = new RecordedProcesses(analyzer, keptSamples);
  const row: SampleRow = new Float64Array(sampleFields.length);
  const ids = new Set<string>();
  let samples = 0;
  let done = 0;

  function take(lines: readonly string[]): void {
    for (const line of lines) {
      const sample = reader.read(line, row);
      if (sample === undefined) continue;
      samples += 1;
      ids.add(sample.id);
      const time = row[column.time]!;
      const isWanted = (filter.pid ?? sample.pid) === sample.pid && (filter.id ?? sample.id) === sample.id;
      if (isWanted && time >= filter.fromMs && time <= filter.toMs) processes.add(sample);
    }
    if (decoder.skippedLines > 0) throw tooLong();
  }

  try {
    for await (const chunk of until(stop, bytes)) {
      take(decoder.push(chunk));
      done += chunk.length;
      progress.update(done, `${samples.toLocaleString('en')} samples`);
    }
  } finally {
    progress.end();
  }
  if (stop.aborted) return undefined;
  take(decoder.push('\n'));
  const { events, tornLines, corruptLines, firstCorruption } = reader;
  return {
    processes: processes.all,
    samples,
    ids: [...ids],
    events,
    tornLines,
    corruptLines,
    firstCorruption,
  };
}

/** The chunks until it is to stop, even while the next one is being waited for, as at a terminal. */
async function* until(stop: AbortSignal, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stopped = new Promise<'stopped'>((resolve) => {
    stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    while (!stop.aborted) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === 'stopped' || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it would wait for a chunk that may never come.
    iterator.return?.().catch(() => undefined);
  }
}

function tooLong(): TidemarkError {
  const rule = `lines of at most ${maxLineBytes.toLocaleString('en')} bytes`;
  return new TidemarkError('INVALID_RECORDING', `A recording has ${rule}; this one has a longer one.`, {
    rule,
  });
}
