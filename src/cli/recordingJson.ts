import type { RecordingAnalysis } from './analyzeRecording.ts';
import type { ToldVerdicts } from './toldVerdicts.ts';

/** A recording's analysis as one JSON object. What is unknown is left out, or `null`. */
export function recordingJson(
  file: string,
  { processes, events, tornLines }: RecordingAnalysis,
  told?: ToldVerdicts,
): string {
  const all = processes.map((process) => {
    const { pid, id, run, analyzer } = process;
    return {
      pid,
      id,
      run,
      leak: analyzer.detectLeak(),
      told: told?.get(process),
      outOfMemory: analyzer.predictOutOfMemory(),
      ...analyzer.summary(),
    };
  });
  return JSON.stringify({ file, tornLines, events, processes: all }, undefined, 2);
}
