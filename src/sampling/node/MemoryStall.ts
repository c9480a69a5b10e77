import { column, type SampleRow } from '../../wire/sample.ts';
import { Hold } from '../Hold.ts';
import { CounterFile, label } from './CounterFile.ts';
import type { CounterReader } from './CounterReader.ts';
import type { ControlGroups } from './controlGroups.ts';
import type { FileSystem } from './FileSystem.ts';
import type { ProcessGroups } from './ProcessGroups.ts';

const averageLabel = label('some avg10=');
const hostFile = '/proc/pressure/memory';

/**
 * Share of the last 10 s in which some task of the process's control group waited for memory, in percent; of the whole
 * host where the group does not tell (Linux pressure stall information). Of an average over 10 s a look every 5 s loses nothing.
 */
export class MemoryStall implements CounterReader {
  readonly #files: FileSystem;
  readonly #groups: ProcessGroups;
  readonly #hold: Hold = new Hold(5000);
  #seen: ControlGroups | undefined;
  #file: CounterFile | undefined;
  #percent = Number.NaN;

  constructor(files: FileSystem, groups: ProcessGroups) {
    this.#files = files;
    this.#groups = groups;
  }

  read(row: SampleRow, now: number): void {
    if (this.#hold.due(now)) this.#refresh(now);
    row[column.stallPercent] = this.#percent;
  }

  close(): void {
    this.#file?.close();
  }

  #refresh(now: number): void {
    const groups = this.#groups.current(now);
    if (groups !== this.#seen) {
      this.#seen = groups;
      this.#open(groups);
    }
    this.#percent = percentIn(this.#file);
  }

  #open(groups: ControlGroups): void {
    const paths = groups.unified ? [`${groups.unified.directory}/memory.pressure`, hostFile] : [hostFile];
    for (const path of paths) {
      this.#file?.close();
      this.#file = new CounterFile(this.#files, path);
      if (!Number.isNaN(percentIn(this.#file))) return;
    }
  }
}

function percentIn(file: CounterFile | undefined): number {
  file?.refresh();
  return file?.numberAfter(averageLabel) ?? Number.NaN;
}
