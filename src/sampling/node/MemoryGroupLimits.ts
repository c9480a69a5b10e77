import { Hold } from '../Hold.ts';
import { CounterFile } from './CounterFile.ts';
import type { ControlGroup } from './controlGroups.ts';
import type { FileSystem } from './FileSystem.ts';
import { lineage, memoryGroupFiles } from './memoryGroup.ts';

/**
 * Tells when the limit of a group, or of an ancestor of it, has become another. Containers are resized while they run, and
 * a smaller one kills at once. The files are kept open: a look costs about a microsecond for each, every 2 s.
 */
export class MemoryGroupLimits {
  readonly #limits: readonly CounterFile[];
  readonly #bytes: Float64Array;
  readonly #hold: Hold = new Hold(2000);

  constructor(files: FileSystem, group: ControlGroup, now: number) {
    const { limit } = memoryGroupFiles[group.version];
    this.#limits = lineage(group).map((directory) => new CounterFile(files, `${directory}/${limit}`));
    this.#bytes = new Float64Array(this.#limits.length).fill(Number.NaN);
    this.changed(now);
  }

  /** Whether one is another than at the last look that was due. */
  changed(now: number): boolean {
    return this.#hold.due(now) && this.#changed();
  }

  close(): void {
    for (const limit of this.#limits) limit.close();
  }

  #changed(): boolean {
    let changed = false;
    for (let index = 0; index < this.#limits.length; index++) {
      const limit = this.#limits[index]!;
      limit.refresh();
      const bytes = limit.numberAt(0);
      if (!Object.is(bytes, this.#bytes[index])) changed = true;
      this.#bytes[index] = bytes;
    }
    return changed;
  }
}
