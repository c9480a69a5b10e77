import { defaultHeapSize, largestSemiSpaceBytes } from '../../sampling/node/defaultHeapLimit.ts';
import { lastNumber } from '../../sampling/node/oldGenerationLimit.ts';
import type { PatientHeap } from './Patient.ts';

const mebibyte = 2 ** 20;
const oldSpace = /^--max-old-space-size=(\d+)$/;
const semiSpace = /^--max-semi-space-size=(\d+)$/;
const percentage = /^--max-old-space-size-percentage=([\d.]+)$/;

/**
 * How large a heap may become that is started with these options, where Node sees so much memory. As with V8, 0 is no
 * limit of one's own.
 */
export function heapOf(options: readonly string[], seenBytes: number, nodeMajor: number): PatientHeap {
  const semiSpaceMb = lastNumber(options, semiSpace) || undefined;
  const share = lastNumber(options, percentage);
  const oldMb = lastNumber(options, oldSpace) || (share && Math.floor((seenBytes / mebibyte / 100) * share));
  const usual = defaultHeapSize(seenBytes, nodeMajor);
  const semiSpaceBytes =
    semiSpaceMb === undefined ? largestSemiSpaceBytes(nodeMajor) : semiSpaceMb * mebibyte;
  if (oldMb) {
    return {
      oldGenerationBytes: oldMb * mebibyte,
      youngGenerationBytes: 3 * semiSpaceBytes,
      chosenBy: 'option',
    };
  }
  return {
    oldGenerationBytes: usual.oldGenerationBytes,
    youngGenerationBytes: semiSpaceMb === undefined ? usual.youngGenerationBytes : 3 * semiSpaceBytes,
    chosenBy: 'default',
  };
}

/** `NODE_OPTIONS` with one option set; others stay as they are, and another value of the same one goes. */
export function withOptions(nodeOptions: string, added: readonly string[]): string {
  const names = added.map(nameOf);
  const kept = nodeOptions.split(/\s+/).filter((option) => option !== '' && !names.includes(nameOf(option)));
  return [...kept, ...added].join(' ');
}

/** An option's name, as V8 and Node read it: `--max_old_space_size=512` is `--max-old-space-size`. */
export function nameOf(option: string): string {
  return (option.split('=', 1)[0] as string).replaceAll('_', '-');
}
