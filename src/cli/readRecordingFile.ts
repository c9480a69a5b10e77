import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { describe, invalidOption, TidemarkError } from '../TidemarkError.ts';
import type { AnalyzeSettings } from './analyzeOptions.ts';
import { analyzeRecording, type RecordingAnalysis } from './analyzeRecording.ts';
import type { CommandContext } from './CommandContext.ts';
import { refuseOtherKind } from './fileKind.ts';
import { Progress } from './Progress.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';

/** Which part of a recording is read, and what is kept of it. */
export interface RecordingSettings extends Pick<AnalyzeSettings, 'filter' | 'analyzer'> {
  /** Samples of each process that are kept in full; 0 for none. */
  readonly keptSamples: number;
}

const chunkBytes = 256 * 1024;
const standardInput = '-';

/** What a recording is called. */
export function recordingName(file: string): string {
  return file === standardInput ? 'standard input' : basename(file);
}

/**
 * Reads a recording from a file, or from standard input (`-`), with progress at a terminal.
 *
 * @returns `undefined` where it was stopped
 * @throws TidemarkError `FILE_UNREADABLE` or `INVALID_RECORDING`
 */
export async function readRecordingFile(
  file: string,
  name: string,
  { filter, analyzer, keptSamples }: RecordingSettings,
  stop: AbortSignal,
  { directory, stderr: output, now, standardInput: input }: CommandContext,
): Promise<RecordingAnalysis | undefined> {
  const title = `reading ${name}`;
  if (file === standardInput) {
    const progress = new Progress({ output, title, total: undefined, now });
    return analyzeRecording({
      bytes: recordingIn(input(), file),
      filter,
      analyzer,
      progress,
      stop,
      keptSamples,
    });
  }
  try {
    const handle = await open(resolve(directory, file));
    const { size } = await handle.stat();
    const progress = new Progress({ output, title, total: size, now });
    const bytes = recordingIn(chunksOf(handle), file);
    return await analyzeRecording({ bytes, filter, analyzer, progress, stop, keptSamples });
  } catch (cause) {
    if (cause instanceof TidemarkError) throw cause;
    const rule = 'a recording that can be read';
    const message = `FILE must be ${rule}, received ${file} (${(cause as Error).message})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: 'FILE', rule, received: file, cause });
  }
}

/** The same pieces, unless the first one is of a file of another kind. */
async function* recordingIn(pieces: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst) refuseOtherKind(piece, 'recording', file);
    isFirst = false;
    yield piece;
  }
}

/** The file in pieces, each in the place of the one before: a stream's would pile up until they are collected. */
async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(chunkBytes);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** @throws TidemarkError `INVALID_RECORDING` or `INVALID_OPTION` where there is nothing to look at */
export function checkSamples(
  analysis: RecordingAnalysis,
  name: string,
  { pid, id }: { readonly pid?: string; readonly id?: string },
): void {
  const { processes, samples, events, ids, tornLines, corruptLines, firstCorruption } = analysis;
  if (samples === 0) {
    const found =
      events > 0
        ? 'events and no samples: analyze the file of --samples, not of --events'
        : tornLines > 0
          ? 'one line, which was cut short or is no JSON'
          : corruptLines > 0
            ? `readings alone that no machine can have (the first: ${firstCorruption})`
            : 'nothing at all';
    throw new TidemarkError('INVALID_RECORDING', `${name} holds ${found}.`, { rule: 'at least one sample' });
  }
  if (processes.length > 0) {
    checkOrder(processes, name);
    return;
  }
  const known = ids.slice(0, 20).join(', ');
  if (id !== undefined && !ids.includes(id)) throw invalidOption('--id', `one of ${known}`, id);
  if (pid !== undefined && !ids.some((one) => one.split('.')[0] === pid)) {
    throw invalidOption('--pid', `of a process in ${name} (${known})`, Number(pid));
  }
  const message = `${name} holds ${samples.toLocaleString('en')} samples, but none ${id === undefined && pid === undefined ? '' : `from ${describe(id ?? pid)} `}between --from and --to.`;
  throw new TidemarkError('INVALID_OPTION', message, { option: '--from' });
}

/** A few samples that are out of order are left out. Where most are, what is left says nothing of the recording. */
function checkOrder(processes: readonly RecordedProcess[], name: string): void {
  let taken = 0;
  let late = 0;
  for (const { analyzer } of processes) {
    const { samples = 0, outOfOrder = 0 } = analyzer.figures()?.period ?? {};
    taken += samples;
    late += outOfOrder;
  }
  if (late <= taken) return;
  const rule = 'its lines in the order of their time';
  const counts = `${late.toLocaleString('en')} of ${(late + taken).toLocaleString('en')} samples`;
  const message = `Time runs backwards in ${name}: ${counts} are not later than one before them. A recording has ${rule}; where they stand in reverse, tac FILE turns them round.`;
  throw new TidemarkError('INVALID_RECORDING', message, { rule });
}
