import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const mountPoint = '/sys/fs/cgroup/memory';
let made = 0;

/** Why a test is skipped where no group can be made. */
export const noGroups = 'needs root and a control group hierarchy of version 1';

/** A memory-limited control group for the length of one test. */
export class MemoryGroup {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** `undefined` where this machine does not let us make one. */
  static make(megabytes: number, parent?: MemoryGroup): MemoryGroup | undefined {
    const directory = join(
      parent === undefined ? mountPoint : parent.#directory,
      `tidemark-test-${process.pid}-${made++}`,
    );
    try {
      mkdirSync(directory);
      onTestFinished(() => rmdirSync(directory));
      const group = new MemoryGroup(directory);
      writeFileSync(group.limitFile, String(megabytes * 2 ** 20));
      return group;
    } catch {
      return undefined;
    }
  }

  /** Where its limit can be changed, in bytes. */
  get limitFile(): string {
    return join(this.#directory, 'memory.limit_in_bytes');
  }

  /** What runs a command in it: a shell that becomes a member before it becomes the command. */
  get entrance(): string[] {
    return ['sh', '-c', 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"', 'sh', this.#directory];
  }
}
