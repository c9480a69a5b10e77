import { basename } from 'node:path';
import { TidemarkError } from '../../TidemarkError.ts';
import { percentInWords } from '../../wire/quantity.ts';
import type { HeapSnapshot } from './HeapSnapshot.ts';
import { greatestIdOf, misplacedSnapshot } from './misplacedSnapshot.ts';
import type { SnapshotSummary } from './SnapshotSummary.ts';
import { sharedIds } from './sharedIds.ts';

/**
 * An object keeps its id and its class while it lives: of one process, more than 99.9 % of the ids that two snapshots share are
 * of the same class in both. Of two processes, also of the same program, it was 38 % at the most.
 */
const leastAlike = 0.5;
const rule = 'snapshots of one process, in the order in which they were taken';
/** Measured on Node 20, 22 and 24: of whatever was done in it, and also where another thread had opened it. */
const renumbered =
  'V8 also numbers all objects anew when an inspector session of the process ends (a debugger that leaves, tidemark attach, an allocation profile, a compaction): then take both without one in between';

/**
 * Snapshots that are about to be compared, object by object.
 *
 * @param option whose value they are
 * @param files of the earlier ones and the last one
 * @throws TidemarkError `INVALID_OPTION` where they are not of one process, or not in the order in which they were taken
 */
export function checkComparable(
  option: string,
  files: readonly string[],
  earlier: readonly SnapshotSummary[],
  last: HeapSnapshot,
): void {
  const refuse = (wrong: number, words: string): never => {
    const message = `${option} must be ${rule}, but ${words}`;
    throw new TidemarkError('INVALID_OPTION', message, { option, rule, received: files[wrong] });
  };
  const names = files.map((file) => basename(file));
  const wrong = misplacedSnapshot([...earlier.map(({ greatestId }) => greatestId), greatestIdOf(last.graph)]);
  if (wrong !== undefined)
    refuse(wrong, `${names[wrong]} is older than ${names[wrong - 1]}, or of another process. ${renumbered}`);
  for (const [index, summary] of earlier.entries()) {
    const { shared, alike } = sharedIds(summary, last);
    if (shared > 0 && alike >= shared * leastAlike) continue;
    const figures =
      shared === 0
        ? 'no object is in both, by its id'
        : `of the ${shared.toLocaleString('en')} ids that are in both, ${percentInWords(alike / shared)} are of the same class`;
    refuse(index, `${names[index]} and ${names.at(-1)} are of two: ${figures}. ${renumbered}`);
  }
}
