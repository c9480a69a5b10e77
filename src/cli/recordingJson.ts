import type { RecordingAnalysis } from './analyzeRecording.ts';

/** A recording's analysis as one JSON object. What is unknown is left out, or `null`. */
export function recordingJson(file: string, { processes, events, tornLines }: RecordingAnalysis): string {
  const told = processes.map(({ pid, id, run, analyzer }) => ({
    pid,
    id,
    run,
    leak: analyzer.detectLeak(),
    outOfMemory: analyzer.predictOutOfMemory(),
    ...analyzer.summary(),
  }));
  return JSON.stringify({ file, tornLines, events, processes: told }, undefined, 2);
}
