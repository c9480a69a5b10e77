import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import os from 'node:os';
import { type FileSystem, fileSystem } from '../../sampling/node/FileSystem.ts';

/** What commands see of the machine; the real one, or a stand-in. */
export interface Machine {
  readonly files: FileSystem;
  readonly platform: string;
  /** Of the Node that runs us: `20.20.2`. */
  readonly nodeVersion: string;
  readonly hostBytes: number;
  readonly freeBytes: number;
  exists(path: string): boolean;
  /** Names of what is in a folder; empty where it may not be read. */
  list(path: string): readonly string[];
  /** Where a symbolic link leads; `undefined` where there is none, or it may not be read. */
  link(path: string): string | undefined;
  /** The number of the file behind a path, for telling whether two are the same one. */
  fileId(path: string): string | undefined;
  /** What `node --version` of that program says; `undefined` where it does not say, or should not be run by us. */
  askVersion(path: string): string | undefined;
  /** What `ps` says of all processes, in these columns; `undefined` where there is no such program. */
  askProcesses(columns: string): string | undefined;
}

const answerTimeoutMs = 5000;

/** The real machine. */
export function thisMachine(): Machine {
  return {
    files: fileSystem,
    platform: process.platform,
    nodeVersion: process.versions.node,
    hostBytes: os.totalmem(),
    freeBytes: os.freemem(),
    exists: existsSync,
    list: (path) => quietly(() => readdirSync(path)) ?? [],
    link: (path) => quietly(() => readlinkSync(path)),
    fileId: (path) =>
      quietly(() => {
        const { dev, ino } = statSync(path);
        return `${dev}:${ino}`;
      }),
    askVersion: (path) => quietly(() => askVersion(path)),
    askProcesses: (columns) =>
      quietly(() =>
        execFileSync('ps', ['-axww', '-o', columns], { encoding: 'utf8', timeout: answerTimeoutMs }),
      ),
  };
}

/**
 * A program that others could have replaced is not run with our rights: it must be root's or ours, and nobody else's to
 * write.
 */
function askVersion(path: string): string | undefined {
  const { uid, mode } = statSync(path);
  const isSafe =
    (uid === 0 || uid === process.getuid?.()) && (mode & 0o022) === 0 && !lstatSync(path).isSymbolicLink();
  if (!isSafe) return undefined;
  const answer = execFileSync(path, ['--version'], {
    env: {},
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: answerTimeoutMs,
  });
  return /^v(\d+\.\d+\.\d+)/.exec(answer)?.[1];
}

function quietly<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
