import { basename } from 'node:path';
import { lastNumber } from '../../sampling/node/oldGenerationLimit.ts';
import { loadsTidemark } from '../doctor/patientHere.ts';
import { isNode } from '../machine/nodeProgram.ts';
import { commandInWords } from '../machine/ProcessFacts.ts';
import { commandLineOf } from '../machine/processFiles.ts';
import type { NodeProcess, Watching } from './NodeProcess.ts';
import type { Watcher } from './watchersOf.ts';

/** What `ps` is asked for, by its names; `args` is last, since it may hold anything. */
export const psColumns = 'pid=,user=,etime=,rss=,args=';

const kibibyte = 1024;
const mebibyte = 2 ** 20;
const line = /^\s*(\d+)\s+(\S+)\s+([\d:-]+)\s+(\d+)\s+(.+)$/;

/**
 * All Node.js processes but this one, as `ps` tells of them where there is no `/proc`: versions are not told, nor
 * environments, so that nobody knows whether their options load Tidemark where no hub does.
 */
export function processesOfPs(text: string, watchers: ReadonlyMap<number, Watcher>): NodeProcess[] {
  return text.split('\n').flatMap((row) => {
    const [, pid, user, elapsed, rss, given] = line.exec(row) ?? [];
    if (pid === undefined || user === undefined || given === undefined || Number(pid) === process.pid)
      return [];
    const [program = '', ...rest] = given.split(' ');
    if (!isNode(program)) return [];
    const commandLine = commandLineOf([basename(program), ...rest]);
    const megabytes = lastNumber(commandLine.options, /^--max-old-space-size=(\d+)$/);
    return [
      {
        pid: Number(pid),
        user,
        command: commandInWords(commandLine),
        ageMs: elapsedMs(elapsed ?? ''),
        rssBytes: Number(rss) * kibibyte,
        heapLimit: megabytes ? megabytes * mebibyte : undefined,
        nodeVersion: undefined,
        watching: watchingOf(watchers.get(Number(pid)), commandLine.options),
      },
    ];
  });
}

function watchingOf(watcher: Watcher | undefined, options: readonly string[]): Watching {
  if (watcher !== undefined) {
    return watcher.isItself ? { state: 'itself' } : { state: 'hub', hubPid: watcher.hubPid };
  }
  return { state: loadsTidemark(options, {}) ? 'loaded' : 'unknown' };
}

/** `[[days-]hours:]minutes:seconds`. */
function elapsedMs(text: string): number {
  const [, days = '0', clock = ''] = /^(?:(\d+)-)?([\d:]+)$/.exec(text) ?? [];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
