import type { RecordingAnalysis } from './analyzeRecording.ts';

/** What was left out of a recording, and why; nothing where nothing was. */
export function recordingNotes({
  tornLines,
  corruptLines,
  firstCorruption,
}: Pick<RecordingAnalysis, 'tornLines' | 'corruptLines' | 'firstCorruption'>): string[] {
  const notes: string[] = [];
  if (tornLines > 0) {
    notes.push(
      'The last line was cut short, because its writer was killed while writing it. It is left out.',
    );
  }
  if (corruptLines > 0) notes.push(corruptionSentence(corruptLines, firstCorruption));
  return notes;
}

function corruptionSentence(count: number, first: string | undefined): string {
  const lines = count === 1 ? '1 line has' : `${count.toLocaleString('en')} lines have`;
  const left = count === 1 ? 'is' : 'are';
  return `${lines} a reading that no machine can have, and ${left} left out (${count === 1 ? '' : 'the first is '}${first}).`;
}
