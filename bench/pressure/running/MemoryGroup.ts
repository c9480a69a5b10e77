import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Hierarchy {
  readonly mountPoint: string;
  readonly limit: string;
  readonly usage: string;
  readonly events: string;
  /** What else is set, so that nothing is swapped out instead. */
  readonly noSwap: readonly [file: string, value: string];
}

const hierarchies: readonly Hierarchy[] = [
  {
    mountPoint: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    events: 'memory.oom_control',
    noSwap: ['memory.swappiness', '0'],
  },
  {
    mountPoint: '/sys/fs/cgroup',
    limit: 'memory.max',
    usage: 'memory.current',
    events: 'memory.events',
    noSwap: ['memory.swap.max', '0'],
  },
];

/** So far above what is in use a limit is put that cannot be put where it should be. */
const roomBytes = 8 * 2 ** 20;
const removalTries = 50;
const removalTryMs = 100;
let made = 0;

/** A memory-limited control group, version 1 or 2, as a container has it: the kernel kills what goes beyond its limit. */
export class MemoryGroup {
  readonly #hierarchy: Hierarchy;
  readonly #directory: string;

  private constructor(hierarchy: Hierarchy, directory: string) {
    this.#hierarchy = hierarchy;
    this.#directory = directory;
  }

  /** `undefined` where this machine does not let us make one. */
  static make(limitBytes: number): MemoryGroup | undefined {
    for (const hierarchy of hierarchies) {
      const directory = join(hierarchy.mountPoint, `tidemark-bench-${process.pid}-${made++}`);
      try {
        mkdirSync(directory);
      } catch {
        continue;
      }
      const group = new MemoryGroup(hierarchy, directory);
      if (existsSync(join(directory, hierarchy.limit))) {
        group.#write(hierarchy.limit, String(limitBytes));
        const [file, value] = hierarchy.noSwap;
        if (existsSync(join(directory, file))) group.#write(file, value);
        return group;
      }
      rmdirSync(directory);
    }
    return undefined;
  }

  /** Where a process writes its id to become a member. */
  get membersFile(): string {
    return join(this.#directory, 'cgroup.procs');
  }

  get usedBytes(): number {
    return Number(this.#read(this.#hierarchy.usage));
  }

  /** How many of its members the kernel has killed so far. */
  get kills(): number {
    return Number(/^oom_kill (\d+)$/m.exec(this.#read(this.#hierarchy.events))?.[1] ?? 0);
  }

  /**
   * Sets the limit, or where more is in use, which version 1 refuses, one just above that. Returns whether it is where it
   * should be.
   */
  lower(limitBytes: number): boolean {
    try {
      this.#write(this.#hierarchy.limit, String(limitBytes));
      return true;
    } catch {
      try {
        this.#write(this.#hierarchy.limit, String(this.usedBytes + roomBytes));
      } catch {
        // It has grown meanwhile: the next try is not far away.
      }
      return false;
    }
  }

  /** Ends what is left of its members, all of which came of what was started in it, and removes it. */
  async remove(): Promise<void> {
    for (let left = removalTries; left > 0; left--) {
      for (const member of this.#read('cgroup.procs').split('\n')) endProcess(Number(member));
      try {
        rmdirSync(this.#directory);
        return;
      } catch {
        // A process that has been ended is a member for some moments more.
        await new Promise((resolve) => setTimeout(resolve, removalTryMs));
      }
    }
  }

  #read(file: string): string {
    return readFileSync(join(this.#directory, file), 'utf8');
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#directory, file), text);
  }
}

function endProcess(pid: number): void {
  if (!(pid > 0)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
