import { invalidOption } from '../../TidemarkError.ts';
import type { AnalysisResult, ClassGrowth, ClassSize } from '../../wire/snapshot.ts';
import { checkComparable } from '../heap-snapshot/checkComparable.ts';
import type { HeapSnapshot } from '../heap-snapshot/HeapSnapshot.ts';
import { holdersOf } from '../heap-snapshot/holdersOf.ts';
import { ScriptNames } from '../heap-snapshot/ScriptNames.ts';
import { type SnapshotSummary, summaryOf } from '../heap-snapshot/SnapshotSummary.ts';
import { snapshotDiff } from '../heap-snapshot/snapshotDiff.ts';
import { findSuspects } from '../heap-snapshot/suspects/findSuspects.ts';
import type { AnalysisJob, ReadingProgress } from './AnalysisJob.ts';
import type { OpenSnapshots } from './OpenSnapshots.ts';

const mostClasses = 500;
const mostHolders = 200;

/**
 * Does a job, and says how far it is. What it returns is bounded, whatever is in the snapshots.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`
 */
export async function analyze(
  { kind, files, object = 0 }: AnalysisJob,
  snapshots: OpenSnapshots,
  tell: (progress: ReadingProgress) => void,
): Promise<AnalysisResult> {
  const reading = new Reading(files, snapshots, tell);
  switch (kind) {
    case 'classes':
      return classesOf(await reading.last());
    case 'diff': {
      const earlier: SnapshotSummary[] = [];
      for (let index = 0; index < files.length - 1; index++) earlier.push(await reading.summary(index));
      return differenceOf(earlier, await reading.last(), files);
    }
    case 'retainers':
      return retainersOf(await reading.last(), object);
  }
}

/** Reads the snapshots of a job one after the other. */
class Reading {
  readonly #files: readonly string[];
  readonly #snapshots: OpenSnapshots;
  readonly #tell: (progress: ReadingProgress) => void;
  readonly #sizes: readonly number[];

  constructor(files: readonly string[], snapshots: OpenSnapshots, tell: (progress: ReadingProgress) => void) {
    this.#files = files;
    this.#snapshots = snapshots;
    this.#tell = tell;
    this.#sizes = files.map((file) => snapshots.sizeOf(file));
  }

  async summary(index: number): Promise<SnapshotSummary> {
    return this.#snapshots.once(this.#files[index]!, this.#progress(index), summaryOf);
  }

  async last(): Promise<HeapSnapshot> {
    const index = this.#files.length - 1;
    const progress = this.#progress(index);
    const snapshot = await this.#snapshots.kept(this.#files[index]!, progress, () =>
      this.#say('analyzing', index, this.#sizes[index]!),
    );
    return snapshot;
  }

  #progress(index: number): (bytesRead: number) => void {
    return (bytesRead) => this.#say('reading', index, bytesRead);
  }

  #say(stage: ReadingProgress['stage'], index: number, bytesOfFile: number): void {
    const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
    this.#tell({
      stage,
      file: index + 1,
      bytesRead: sum(this.#sizes.slice(0, index)) + bytesOfFile,
      totalBytes: sum(this.#sizes),
    });
  }
}

function classesOf(snapshot: HeapSnapshot): AnalysisResult {
  const { graph, totalBytes, histogram } = snapshot;
  const report = findSuspects(snapshot);
  const scripts = new ScriptNames(graph, []);
  const classes = histogram.slice(0, mostClasses).map(
    ({ name, place, count, shallowBytes, retainedBytes }): ClassSize => ({
      name,
      place: place && scripts.fileOf(place),
      count,
      shallowBytes,
      retainedBytes,
    }),
  );
  const { nodeCount: objects, edgeCount: references } = graph;
  return { kind: 'classes', totalBytes, objects, references, report, classes, classCount: histogram.length };
}

function differenceOf(
  earlier: readonly SnapshotSummary[],
  last: HeapSnapshot,
  files: readonly string[],
): AnalysisResult {
  checkComparable('snapshot', files, earlier, last);
  const report = findSuspects(last, earlier);
  const changes = snapshotDiff(earlier[0]!, last);
  const classes = changes.slice(0, mostClasses).map(({ place: _, ...change }): ClassGrowth => change);
  return { kind: 'diff', report, classes, classCount: changes.length };
}

function retainersOf(snapshot: HeapSnapshot, id: number): AnalysisResult {
  const node = snapshot.nodeWithId(id);
  if (node === undefined) throw invalidOption('object', 'the number of an object in this snapshot', id);
  const object = holdersOf(snapshot, node);
  return {
    kind: 'retainers',
    object: { ...object, holders: object.holders.slice(0, mostHolders) },
    holderCount: object.holders.length,
  };
}
