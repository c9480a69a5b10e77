import { invalidOption } from '../TidemarkError.ts';
import { type RecordedSample, RecordingReader } from '../wire/RecordingReader.ts';

/** A recording, in the order in which it was written. */
export interface Recording {
  readonly samples: readonly RecordedSample[];
  /** 1 where the last line was cut short, because its writer was killed while writing it. */
  readonly tornLines: number;
  /** Lines left out because a reading in them is below 0, or higher than a machine can count. */
  readonly corruptLines: number;
}

/**
 * Reads what `tidemark run --samples FILE` writes, at once. A counter that is left out or `null` is unknown; what is not
 * known here is ignored; so are empty lines, events, lines with a reading that no machine can have, and a last line which
 * is not whole JSON.
 *
 * @param recording the text, or its lines
 * @throws TidemarkError `INVALID_OPTION`, or `INVALID_RECORDING` naming the line, the field, the rule and the value
 */
export function readRecording(recording: string | Iterable<string>): Recording {
  const given: unknown = recording;
  if (
    typeof given !== 'string' &&
    typeof (given as Iterable<string> | null)?.[Symbol.iterator] !== 'function'
  ) {
    throw invalidOption('recording', 'the text of a recording, or its lines', given);
  }
  const reader = new RecordingReader();
  const samples: RecordedSample[] = [];
  for (const line of typeof recording === 'string' ? recording.split('\n') : recording) {
    if (typeof line !== 'string')
      throw invalidOption('recording', 'the text of a recording, or its lines', line);
    const sample = reader.read(line);
    if (sample !== undefined) samples.push(sample);
  }
  return { samples, tornLines: reader.tornLines, corruptLines: reader.corruptLines };
}
