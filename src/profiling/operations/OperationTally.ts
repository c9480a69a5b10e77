import type { Stretch } from './AllocationMeter.ts';
import type { HeldMemory } from './HeapGauge.ts';
import type { OwnBytes } from './ownUse.ts';

/** What one run of an operation has come to so far. */
export class OperationTally {
  readonly label: string;
  /** The operation that it runs within. */
  parent: OperationTally | undefined;
  ended = false;
  allocatedBytes = 0;
  objectBytes = 0;
  codeBytes = 0;
  externalBytes = 0;
  /** Highest use above what was in use at its beginning, in its own stretches. */
  peakBytes = 0;
  collections = 0;
  collectionMs = 0;
  /** Time that the thread stood still for measuring, meanwhile. */
  pauseMs = 0;
  /** Other operations that ran at the same time. */
  concurrent = 0;
  /** Why what it retained cannot be told. */
  refusal: string | undefined;
  /** Whether what others retained meanwhile is in it, too. */
  mixed = false;

  constructor(label: string, parent: OperationTally | undefined) {
    this.label = label;
    this.parent = parent;
  }

  /** Adds a stretch in which it ran. */
  addStretch({ allocatedBytes, usedAtStartBytes, peakUsedBytes, collections, collectionMs }: Stretch): void {
    const rise = this.objectBytes + this.codeBytes + this.externalBytes + peakUsedBytes - usedAtStartBytes;
    this.allocatedBytes += allocatedBytes;
    this.peakBytes = Math.max(this.peakBytes, rise);
    this.collections += collections;
    this.collectionMs += collectionMs;
  }

  /** Adds what became of the live size in its stretches since the last time. */
  addHeld(before: HeldMemory, after: HeldMemory): void {
    this.objectBytes += after.objectBytes - before.objectBytes;
    this.codeBytes += after.codeBytes - before.codeBytes;
    this.externalBytes += after.externalBytes - before.externalBytes;
  }

  /**
   * Takes off what measuring itself has left and allocated, and how high it has risen. What stayed was allocated and was in use:
   * both are that much at least, though V8 may have put some of it aside outside of the stretches that are metered.
   */
  deduct({ objectBytes, allocatedBytes, peakBytes }: OwnBytes): void {
    this.objectBytes -= objectBytes;
    const stayedBytes = Math.max(0, this.objectBytes + this.externalBytes);
    this.allocatedBytes = Math.max(stayedBytes, this.allocatedBytes - allocatedBytes);
    this.peakBytes = Math.max(stayedBytes, this.peakBytes - peakBytes);
  }

  /** Adds an operation that ran within this one, and has ended. */
  addNested(nested: OperationTally): void {
    this.peakBytes = Math.max(
      this.peakBytes,
      this.objectBytes + this.codeBytes + this.externalBytes + nested.peakBytes,
    );
    this.allocatedBytes += nested.allocatedBytes;
    this.objectBytes += nested.objectBytes;
    this.codeBytes += nested.codeBytes;
    this.externalBytes += nested.externalBytes;
    this.collections += nested.collections;
    this.collectionMs += nested.collectionMs;
    this.refusal ??= nested.refusal;
    this.mixed ||= nested.mixed;
  }
}

/** The operation, or the nearest around it that has not ended. */
export function alive(tally: OperationTally | undefined): OperationTally | undefined {
  let owner = tally;
  while (owner?.ended) owner = owner.parent;
  return owner;
}

/** Whether one operation runs within another. */
export function isWithin(tally: OperationTally, other: OperationTally): boolean {
  for (let outer = tally.parent; outer !== undefined; outer = outer.parent) if (outer === other) return true;
  return false;
}
