import { column, type SampleRow } from '../../wire/sample.ts';
import { Hold } from '../Hold.ts';
import type { CounterReader } from './CounterReader.ts';
import type { ControlGroup } from './controlGroups.ts';
import type { FileSystem } from './FileSystem.ts';
import { MemoryGroupLimits } from './MemoryGroupLimits.ts';
import { MemoryGroupUsage } from './MemoryGroupUsage.ts';
import { tightestGroup } from './memoryGroup.ts';
import { oomKills } from './oomKills.ts';
import type { ProcessGroups } from './ProcessGroups.ts';

/**
 * What the process's control group is charged with, and the limit at which the kernel kills in it. Of the group and its
 * ancestors the one with the fewest bytes left is told, use and limit both, because a full ancestor kills as well.
 * Which group that is is looked at again every 30 s, because a process can be moved and other groups fill their ancestors;
 * limits are looked at every 2 s, because they change live.
 */
export class ContainerMemory implements CounterReader {
  readonly #files: FileSystem;
  readonly #groups: ProcessGroups;
  readonly #hold: Hold = new Hold(30_000);
  readonly #unlimitedHold: Hold = new Hold(5000);
  #group: ControlGroup | undefined;
  #limits: MemoryGroupLimits | undefined;
  #usage: MemoryGroupUsage | undefined;
  #usedBytes = Number.NaN;
  #limitBytes = Number.NaN;

  constructor(files: FileSystem, groups: ProcessGroups) {
    this.#files = files;
    this.#groups = groups;
  }

  read(row: SampleRow, now: number): void {
    if (this.#hold.due(now) || this.#limits?.changed(now)) this.#chooseGroup(now);
    // Where there is no limit nothing dies of it, and a look now and then is enough.
    if (this.#unlimitedHold.due(now) || this.#limitBytes > 0 || Number.isNaN(this.#usedBytes)) {
      this.#usedBytes = this.#usage?.usedBytes(now) ?? Number.NaN;
    }
    row[column.containerUsedBytes] = this.#usedBytes;
    row[column.containerLimitBytes] = this.#limitBytes;
  }

  /**
   * How many processes of this one's group the kernel has killed for want of memory since the group began;
   * `undefined` where it does not tell. Opens and reads a file: for the moment after a death, not for each sample.
   */
  oomKills(now: number): number | undefined {
    const group = this.#groups.current(now).memory;
    return group && oomKills(this.#files, group);
  }

  close(): void {
    this.#closeUsage();
    this.#closeLimits();
  }

  #chooseGroup(now: number): void {
    const group = this.#groups.current(now).memory;
    if (group !== this.#group) this.#watchLimits(group, now);
    const tightest = group && tightestGroup(this.#files, group);
    this.#limitBytes = tightest?.limitBytes ?? Number.NaN;
    if (tightest?.directory === this.#usage?.directory && !Number.isNaN(this.#usedBytes)) return;
    this.#closeUsage();
    this.#usedBytes = Number.NaN;
    if (group && tightest) {
      this.#usage = new MemoryGroupUsage(this.#files, group.version, tightest.directory);
    }
  }

  #watchLimits(group: ControlGroup | undefined, now: number): void {
    this.#closeLimits();
    this.#group = group;
    this.#limits = group && new MemoryGroupLimits(this.#files, group, now);
  }

  #closeLimits(): void {
    this.#limits?.close();
    this.#limits = undefined;
    this.#group = undefined;
  }

  #closeUsage(): void {
    this.#usage?.close();
    this.#usage = undefined;
  }
}
