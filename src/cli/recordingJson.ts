import type { RecordingAnalysis } from './analyzeRecording.ts';
import type { ToldVerdicts } from './toldVerdicts.ts';
import { worseVerdict } from './worseVerdict.ts';

/** A recording's analysis as one JSON object. What is unknown is left out, or `null`. */
export function recordingJson(
  file: string,
  { processes, events, tornLines, corruptLines }: RecordingAnalysis,
  told?: ToldVerdicts,
): string {
  const all = processes.map((process) => {
    const { pid, id, run, analyzer } = process;
    return {
      pid,
      id,
      run,
      verdict: worseVerdict(process, told),
      leak: analyzer.detectLeak(),
      told: told?.of.get(process)?.verdicts,
      exit: told?.of.get(process)?.exit,
      outOfMemory: analyzer.predictOutOfMemory(),
      ...analyzer.summary(),
    };
  });
  return JSON.stringify(
    { file, tornLines, corruptLines, events, notes: told?.notes, processes: all },
    undefined,
    2,
  );
}
