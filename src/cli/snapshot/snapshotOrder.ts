import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { SnapshotOrder } from '../../wire/snapshotTaking.ts';
import type { CommandContext } from '../CommandContext.ts';
import type { TakeOptions } from './commands.ts';

/**
 * What `tidemark snapshot take` asks a process for.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function orderOf(
  { out, force, redact, gzip, keep }: TakeOptions,
  { directory }: CommandContext,
): SnapshotOrder {
  if (out === '') throw invalidOption('--out', 'a folder', out);
  const folder = out === undefined ? undefined : resolve(directory, out);
  if (folder !== undefined && isFile(folder)) throw noFolder(out!);
  if (keep !== undefined && !/^[1-9]\d{0,5}$/.test(keep)) {
    throw invalidOption('--keep', 'a whole number from 1 to 999,999', keep);
  }
  return {
    force: force === true,
    redact: redact === true,
    gzip: gzip === true,
    ...(folder !== undefined && { directory: folder }),
    ...(keep !== undefined && { keepFiles: Number(keep) }),
  };
}

/** Of what is there under that name: whether it is no folder, as far as it can be seen from here. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    return false;
  }
}

function noFolder(out: string): TidemarkError {
  const rule = 'a folder';
  const message = `--out must be ${rule}, received ${out}, which is a file that is there already. The snapshot gets a name of its own in the folder that you name; one that is not there is made`;
  return new TidemarkError('INVALID_OPTION', message, { option: '--out', rule, received: out });
}
