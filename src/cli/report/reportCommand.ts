import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { Interruption } from '../Interruption.ts';
import { deathOfProcess } from '../postmortem/reportedDeath.ts';
import type { RecordedProcess } from '../RecordedProcesses.ts';
import { checkSamples, readRecordingFile, recordingName } from '../readRecordingFile.ts';
import { recordingNotes } from '../recordingNotes.ts';
import { deliver } from './deliver.ts';
import { checkEvents, readEventsFile } from './readEventsFile.ts';
import type { ProcessReport } from './reportOfProcess.ts';
import { reportOfProcess } from './reportOfProcess.ts';
import { reportOfRecording } from './reportOfRecording.ts';
import { type ReportOptions, type ReportSettings, reportSettings } from './reportOptions.ts';
import { chosenProcess, watchedProcesses } from './watchedProcess.ts';

/** Of a recorded process; older samples become coarser. */
const keptSamples = 4_000;
const severity: readonly string[] = ['not-enough-evidence', 'none', 'suspected', 'confirmed'];

/**
 * `tidemark report [FILE]`: reports a process that runs, or a recording, on standard output or in a file.
 *
 * @throws TidemarkError `PROCESS_UNWATCHED`, `HUB_UNAVAILABLE`, `FILE_UNREADABLE`, `FILE_UNWRITABLE`,
 * `INVALID_RECORDING`, and all that {@link reportSettings} throws
 */
export async function reportCommand(
  file: string | undefined,
  options: ReportOptions,
  context: CommandContext,
): Promise<Outcome> {
  const settings = await reportSettings(options, context);
  if (file === undefined && settings.events !== undefined) {
    throw invalidOption('--events', 'given with the recording that it belongs to', settings.events);
  }
  const made =
    file === undefined ? await ofRunning(settings, context) : await ofRecording(file, settings, context);
  if ('signal' in made) return made;
  await deliver(made, settings, context);
  return { exitCode: 0 };
}

async function ofRunning(
  { id, fromMs, toMs, lastMs }: ReportSettings,
  context: CommandContext,
): Promise<ProcessReport> {
  const { hub, process } = chosenProcess(await watchedProcesses(context), id);
  const now = context.now();
  const end = Math.min(toMs, process.exit?.time ?? now);
  const begin = lastMs === undefined ? Math.max(0, fromMs) : end - lastMs;
  if (begin >= end) throw invalidOption('--from', 'a time before the end of the process', begin);
  const made = await reportOfProcess(hub, { process, fromMs: begin, toMs: end }, now);
  return { ...made, report: { ...made.report, death: await deathOfProcess(process, context) } };
}

async function ofRecording(
  file: string,
  { id, fromMs, toMs, lastMs, analyzer, events }: ReportSettings,
  context: CommandContext,
): Promise<ProcessReport | { readonly signal: NodeJS.Signals }> {
  if (lastMs !== undefined) {
    throw invalidOption('--last', 'left out with a recording, which --from and --to cut', lastMs);
  }
  const name = recordingName(file);
  const interruption = new Interruption(context.signals);
  try {
    const filter = { pid: undefined, id, fromMs, toMs };
    const analysis = await readRecordingFile(
      file,
      name,
      { filter, analyzer, keptSamples },
      interruption.signal,
      context,
    );
    if (analysis === undefined) return { signal: interruption.received ?? 'SIGINT' };
    checkSamples(analysis, name, id === undefined ? {} : { id });
    for (const note of recordingNotes(analysis)) context.stderr.write(`tidemark  ${note}\n`);
    const process = worstOf(analysis.processes);
    const told = events === undefined ? undefined : await readEventsFile(events, context.directory);
    if (told !== undefined) checkEvents(told, analysis.ids);
    return reportOfRecording(process, {
      name,
      events: told && (told.events.get(process.id) ?? []),
      exits: told?.exits.get(process.id) ?? [],
      madeAt: context.now(),
    });
  } finally {
    interruption.close();
  }
}

function worstOf(processes: readonly RecordedProcess[]): RecordedProcess {
  const rank = ({ analyzer }: RecordedProcess): number =>
    severity.indexOf(analyzer.detectLeak().verdict.level);
  const worst = processes.toSorted((left, right) => rank(right) - rank(left))[0];
  if (worst === undefined)
    throw new TidemarkError('INVALID_RECORDING', 'There is no process in the recording.');
  return worst;
}
