import { type AnalyzeOptions, type AnalyzeSettings, analyzeSettings } from './analyzeOptions.ts';
import type { RecordingAnalysis } from './analyzeRecording.ts';
import { type CommandContext, exitCodes, type Outcome } from './CommandContext.ts';
import { Interruption } from './Interruption.ts';
import { checkSamples, readRecordingFile, recordingName } from './readRecordingFile.ts';
import { recordingJson } from './recordingJson.ts';
import { recordingReport } from './recordingReport.ts';
import { showsUnicode } from './showsUnicode.ts';
import { type ToldVerdicts, toldVerdicts } from './toldVerdicts.ts';
import { worseVerdict } from './worseVerdict.ts';

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
  const name = recordingName(file);
  const interruption = new Interruption(context.signals);
  try {
    const analysis = await readRecordingFile(
      file,
      name,
      { ...settings, keptSamples: 0 },
      interruption.signal,
      context,
    );
    if (analysis === undefined) return { signal: interruption.received ?? 'SIGINT' };
    checkSamples(analysis, name, options);
    const told =
      options.events === undefined
        ? undefined
        : await toldVerdicts(options.events, analysis, isCut(options), context.directory);
    const { stdout } = context;
    const text = options.json
      ? recordingJson(name, analysis, told)
      : recordingReport({
          name,
          analysis,
          told,
          width: Math.max(60, Math.min(stdout.columns ?? 80, 100)),
          unicode: showsUnicode(context),
        });
    stdout.write(`${text}\n`);
    return { exitCode: isFound(analysis, told, settings.failOn) ? exitCodes.found : 0 };
  } finally {
    interruption.close();
  }
}

/** By what the samples tell, or by what was told live: there more is known. */
function isFound(
  { processes }: RecordingAnalysis,
  told: ToldVerdicts | undefined,
  failOn: AnalyzeSettings['failOn'],
): boolean {
  const levels: readonly unknown[] = failOn === 'suspected' ? ['suspected', 'confirmed'] : [failOn];
  return processes.some((process) => levels.includes(worseVerdict(process, told).level));
}

function isCut({ from, to }: AnalyzeOptions): boolean {
  return from !== undefined || to !== undefined;
}
