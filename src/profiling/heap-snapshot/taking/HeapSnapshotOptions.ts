import { invalidOption } from '../../../TidemarkError.ts';
import type { SnapshotEstimate } from '../../../wire/snapshotTaking.ts';
import { checkFlags, checkOptions } from '../../checkInput.ts';
import type { NotPerformed } from '../../operations/OperationMeasurement.ts';

/** How a heap snapshot of V8 is written. */
export interface HeapSnapshotOptions {
  /** A folder, which is made if it is not there, for its owner only. @default one for this user in the folder for temporary files */
  readonly directory?: string | undefined;
  /** Writes it even where memory or disk may not suffice. @default false */
  readonly force?: boolean | undefined;
  /** Replaces texts, which may be secret, by as many letters x. @default false */
  readonly redact?: boolean | undefined;
  /** Compresses the file. @default false */
  readonly gzip?: boolean | undefined;
  /** Snapshots that stay in the folder, this one included; older ones that Tidemark has written go. @default 10 */
  readonly keepFiles?: number | undefined;
  /** Bytes that snapshots may take in the folder; the newest one always stays. @default Infinity */
  readonly keepBytes?: number | undefined;
}

/** A file with a heap snapshot of V8. */
export interface HeapSnapshotFile {
  readonly performed: true;
  readonly path: string;
  readonly fileBytes: number;
  readonly durationMs: number;
  /** Paths of older snapshots that had to go. */
  readonly removed: readonly string[];
}

/** Why a snapshot was not taken. */
export interface SnapshotRefusal extends NotPerformed {
  /** Whether it would be tried with `force`. */
  readonly forcible: boolean;
}

/** What is about to happen when a snapshot begins. */
export interface SnapshotPlan {
  /** Where it is written to until it is whole. */
  readonly partialPath: string;
  readonly estimate: SnapshotEstimate;
}

/** With every default in its place. */
export type CompleteSnapshotOptions = {
  readonly [Option in keyof HeapSnapshotOptions]-?: Option extends 'directory'
    ? string | undefined
    : Exclude<HeapSnapshotOptions[Option], undefined>;
};

const known = {
  owner: 'heap',
  names: ['directory', 'force', 'redact', 'gzip', 'keepFiles', 'keepBytes'],
  path: 'heap.',
};

/** @throws TidemarkError INVALID_OPTION, UNKNOWN_OPTION */
export function completeOptions(options: HeapSnapshotOptions): CompleteSnapshotOptions {
  checkOptions('heap', options, known);
  const {
    directory,
    force = false,
    redact = false,
    gzip = false,
    keepFiles = 10,
    keepBytes = Number.POSITIVE_INFINITY,
  } = options;
  checkFlags({ force, redact, gzip });
  if (directory !== undefined && (typeof directory !== 'string' || directory === '')) {
    throw invalidOption('directory', 'the path of a folder', directory);
  }
  if (!Number.isInteger(keepFiles) || keepFiles < 1) {
    throw invalidOption('keepFiles', 'a whole number of at least 1', keepFiles);
  }
  if (typeof keepBytes !== 'number' || !(keepBytes > 0))
    throw invalidOption('keepBytes', 'a number above 0', keepBytes);
  return { directory, force, redact, gzip, keepFiles, keepBytes };
}
