import { invalidSnapshot } from './invalidSnapshot.ts';
import { faults, mostHugeSizes, type ParseState } from './kernel/SnapshotKernel.ts';

/**
 * Tells why a section could not be read on.
 *
 * @param offset offset in the file of the window's first byte
 * @throws TidemarkError `INVALID_SNAPSHOT`
 */
export function checkFault({ fault, position }: ParseState, section: string, offset: number): void {
  if (fault === faults.none) return;
  const at = `at byte ${(offset + position).toLocaleString('en')}`;
  switch (fault) {
    case faults.numberTooLarge:
      throw invalidSnapshot(
        'have numbers of at most 32 bits, sizes of at most 15 digits',
        `in its ${section}, in the record ${at}, there is a larger one`,
      );
    case faults.targetOutside:
      throw invalidSnapshot('have edges that lead to its nodes', `${at} there is one that does not`);
    case faults.tooManyRecords:
      throw invalidSnapshot(`have as many ${section} as its head says`, `${at} there are more`);
    case faults.tooManyHugeSizes:
      throw invalidSnapshot(
        `have at most ${mostHugeSizes} objects of 4 GB and more`,
        `${at} there is another`,
      );
    default:
      throw invalidSnapshot(
        `have ${section === 'strings' ? 'strings' : 'numbers'} in its ${section}`,
        `${at} there is something else`,
      );
  }
}
