import { checkedOptions } from '../configuration/checkedOptions.ts';
import { invalidOption } from '../TidemarkError.ts';
import {
  highestOf,
  type MemorySample,
  type SampleField,
  type SampleRow,
  sampleFields,
  toRow,
} from '../wire/sample.ts';

const rule = `a sample: an object with fields such as time and liveBytes, or a row of ${sampleFields.length} numbers`;
const analyzerOptions = ['thresholds', 'leakDetection'];

/**
 * A sample as a row. One without a time is none of this function's business; what is no sample at all, or has a reading
 * that no machine can have, is.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function checkedSample(sample: MemorySample | SampleRow): SampleRow {
  if (typeof sample !== 'object' || sample === null) throw invalidOption('sample', rule, sample);
  if ('length' in sample) {
    if (sample.length !== sampleFields.length) throw invalidOption('sample', rule, sample);
    for (let index = 0; index < sample.length; index++) checkReading(sampleFields[index]!, sample[index]);
    return sample;
  }
  if (!sampleFields.some((field) => field in sample)) throw invalidOption('sample', rule, sample);
  for (const field of sampleFields) checkReading(field, sample[field]);
  return toRow(sample);
}

/** What is not known is `NaN` in a row, and left out of an object. */
function checkReading(field: SampleField, given: unknown): void {
  if (given === undefined || given === null || Number.isNaN(given)) return;
  const highest = highestOf(field);
  if (typeof given === 'number' && given >= 0 && given <= highest) return;
  throw invalidOption(`sample.${field}`, `a number from 0 to ${highest}, or left out`, given);
}

/** Anything that can be gone through but a text. @throws TidemarkError `INVALID_OPTION` */
export function checkSamples(samples: unknown): void {
  const isIterable = typeof (samples as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function';
  if (!isIterable || typeof samples === 'string') {
    throw invalidOption('samples', 'the history of a monitor or a list of samples', samples);
  }
}

/**
 * Options of an analyzer, once they are known ones.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function checkedAnalyzerOptions<Options>(options: Options): Options {
  return checkedOptions('options', options, { owner: 'MemoryAnalyzer', names: analyzerOptions });
}
