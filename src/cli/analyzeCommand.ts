import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { describe, invalidOption, TidemarkError } from '../TidemarkError.ts';
import { type AnalyzeOptions, type AnalyzeSettings, analyzeSettings } from './analyzeOptions.ts';
import { analyzeRecording, type RecordingAnalysis } from './analyzeRecording.ts';
import { type CommandContext, exitCodes, type Outcome } from './CommandContext.ts';
import { Interruption } from './Interruption.ts';
import { Progress } from './Progress.ts';
import { recordingJson } from './recordingJson.ts';
import { recordingReport } from './recordingReport.ts';
import { showsUnicode } from './showsUnicode.ts';

const chunkBytes = 256 * 1024;
const standardInput = '-';

/**
 * `tidemark analyze FILE`: tells what a recording tells, on standard output.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_RECORDING`, and all that {@link analyzeSettings} throws
 */
export async function analyzeCommand(
  file: string,
  options: AnalyzeOptions,
  context: CommandContext,
): Promise<Outcome> {
  const settings = await analyzeSettings(options, context);
  const name = file === standardInput ? 'standard input' : basename(file);
  const interruption = new Interruption(context.signals);
  try {
    const analysis = await read(file, name, settings, interruption.signal, context);
    if (analysis === undefined) return { signal: interruption.received ?? 'SIGINT' };
    checkSamples(analysis, name, options);
    const { stdout } = context;
    const text = options.json
      ? recordingJson(name, analysis)
      : recordingReport({
          name,
          analysis,
          width: Math.max(60, Math.min(stdout.columns ?? 80, 100)),
          unicode: showsUnicode(context),
        });
    stdout.write(`${text}\n`);
    return { exitCode: isFound(analysis, settings.failOn) ? exitCodes.found : 0 };
  } finally {
    interruption.close();
  }
}

async function read(
  file: string,
  name: string,
  { filter, analyzer }: AnalyzeSettings,
  stop: AbortSignal,
  { directory, stderr: output, now, standardInput: input }: CommandContext,
): Promise<RecordingAnalysis | undefined> {
  const title = `reading ${name}`;
  if (file === standardInput) {
    const progress = new Progress({ output, title, total: undefined, now });
    return analyzeRecording({ bytes: input(), filter, analyzer, progress, stop });
  }
  try {
    const handle = await open(resolve(directory, file));
    const { size } = await handle.stat();
    const progress = new Progress({ output, title, total: size, now });
    return await analyzeRecording({ bytes: chunksOf(handle), filter, analyzer, progress, stop });
  } catch (cause) {
    if (cause instanceof TidemarkError) throw cause;
    const rule = 'a recording that can be read';
    const message = `FILE must be ${rule}, received ${file} (${(cause as Error).message})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: 'FILE', rule, received: file, cause });
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

/** @throws TidemarkError where there is nothing to analyze */
function checkSamples(analysis: RecordingAnalysis, name: string, { pid, id }: AnalyzeOptions): void {
  const { processes, samples, events, ids, tornLines } = analysis;
  if (samples === 0) {
    const found =
      events > 0
        ? 'events and no samples: analyze the file of --samples, not of --events'
        : tornLines > 0
          ? 'one line, which was cut short or is no JSON'
          : 'nothing at all';
    throw new TidemarkError('INVALID_RECORDING', `${name} holds ${found}.`, { rule: 'at least one sample' });
  }
  if (processes.length > 0) return;
  const known = ids.slice(0, 20).join(', ');
  if (id !== undefined && !ids.includes(id)) throw invalidOption('--id', `one of ${known}`, id);
  if (pid !== undefined && !ids.some((one) => one.split('.')[0] === pid)) {
    throw invalidOption('--pid', `of a process in ${name} (${known})`, Number(pid));
  }
  const message = `${name} holds ${samples.toLocaleString('en')} samples, but none from ${describe(id ?? pid ?? 'any process')} between --from and --to.`;
  throw new TidemarkError('INVALID_OPTION', message, { option: '--from' });
}

function isFound({ processes }: RecordingAnalysis, failOn: AnalyzeSettings['failOn']): boolean {
  const levels: readonly unknown[] = failOn === 'suspected' ? ['suspected', 'confirmed'] : [failOn];
  return processes.some(({ analyzer }) => levels.includes(analyzer.detectLeak().verdict.level));
}
