import { Hold } from '../Hold.ts';
import { type ControlGroups, controlGroups } from './controlGroups.ts';
import { type FileSystem, readText } from './FileSystem.ts';

/** The control groups of this process, looked at again every 30 s, because a process can be moved. */
export class ProcessGroups {
  readonly #files: FileSystem;
  readonly #hold: Hold = new Hold(30_000);
  #memberships: string | undefined;
  #groups: ControlGroups = { memory: undefined, unified: undefined };

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** The same object for as long as nothing has changed. */
  current(now: number): ControlGroups {
    if (this.#hold.due(now)) this.#recheck();
    return this.#groups;
  }

  #recheck(): void {
    const memberships = readText(this.#files, '/proc/self/cgroup');
    if (memberships === this.#memberships) return;
    this.#memberships = memberships;
    this.#groups = controlGroups(memberships ?? '', readText(this.#files, '/proc/self/mountinfo') ?? '');
  }
}
