import { stat } from 'node:fs/promises';
import { readSettingsFile } from '../configuration/settingsFile.ts';
import { column } from '../wire/sample.ts';

/** What a {@link ConfigurationWatch} looks at, and whom it tells. */
export interface ConfigurationWatchOptions {
  readonly path: string;
  /** Takes what the file says now. @throws TidemarkError where that is wrong */
  readonly take: (settings: unknown) => unknown;
  /** Hears once of each state of the file that cannot be taken; what was in effect before is still. */
  readonly failed: (error: Error) => void;
  /** What is another text whenever the file is another. @default its inode, size and time of change, links followed */
  readonly versionOf?: (path: string) => Promise<string>;
  /** @default readSettingsFile */
  readonly read?: (path: string, version: string) => Promise<unknown>;
}

const betweenLooksMs = 9500;
const timeoutMs = 10_000;

/**
 * Takes over a configuration file whenever it has changed. It looks at most once in 10 s, at samples, so that it has no
 * timer, and no watcher of the system that would lose the file when an editor replaces it or Kubernetes swaps a link above
 * it. What cannot be taken is looked at once more before that is told: it may have been half written.
 */
export class ConfigurationWatch {
  readonly #options: Required<ConfigurationWatchOptions>;
  #version: string | undefined;
  #failedVersion: string | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking = false;

  constructor(options: ConfigurationWatchOptions) {
    this.#options = { versionOf: versionOfFile, read: readAnew, ...options };
  }

  /** Takes a sample, whose time is the clock. */
  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    if (time - this.#lookedAt < betweenLooksMs) return;
    this.#lookedAt = time;
    void this.look();
  }

  /** Looks at the file, and takes it over where it is not as it was at the look before. Never rejects. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { path, take, read, versionOf } = this.#options;
    let version = 'missing';
    try {
      version = await versionOf(path);
      const isFirst = this.#version === undefined;
      if (!isFirst && version !== this.#version) take(await read(path, version));
      this.#version = version;
      this.#failedVersion = undefined;
    } catch (error) {
      this.#fail(version, error as Error);
    } finally {
      this.#looking = false;
    }
  }

  #fail(version: string, error: Error): void {
    if (version !== this.#failedVersion) {
      this.#failedVersion = version;
      return;
    }
    if (version === this.#version) return;
    this.#version = version;
    this.#options.failed(error);
  }
}

async function versionOfFile(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino}-${size}-${mtimeMs}`;
}

function readAnew(path: string, version: string): Promise<unknown> {
  return readSettingsFile(path, { timeoutMs, version });
}
