import type { Flight } from '../../recording/readFlight.ts';

/** That the file ends before it should, so that what it does not tell may have been recorded. */
export function cutOffSentences({ cutOff }: Pick<Flight, 'cutOff'>): string[] {
  if (cutOff === undefined) return [];
  const [bytes, ofBytes] = [cutOff.bytes, cutOff.ofBytes].map((count) => count.toLocaleString('en'));
  return [
    `The file is cut off after ${bytes} of ${ofBytes} bytes: what was recorded in the rest is missing, and may have told more of the end.`,
  ];
}
