import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const looks = 10;
const betweenLooksMs = 50;

/** Removes what a process had written of a snapshot when it ended. One that still runs clears away after itself. */
export async function removeLeft(partialPath: string, pid: number): Promise<void> {
  if (!/\.heapsnapshot(?:\.gz)?\.partial$/.test(partialPath)) return;
  // Its sockets close a moment before it has ended.
  for (let look = 0; look < looks && isRunning(pid); look++) await sleep(betweenLooksMs);
  if (!isRunning(pid)) await rm(partialPath, { force: true }).catch(() => undefined);
}

/** Whether there is such a process on this machine that has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return !isZombie(pid);
}

/** Whether it has ended, and its parent has not asked how. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z';
  } catch {
    return false;
  }
}
