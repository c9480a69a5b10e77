import { closeSync, openSync, readFileSync } from 'node:fs';

/**
 * How many files this process can open yet: what it is allowed, less the place of the next one. `undefined` where the system
 * does not tell.
 */
export function openableFiles(): number | undefined {
  try {
    const [, allowed] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (allowed === undefined) return undefined;
    const next = openSync('/dev/null', 'r');
    closeSync(next);
    return Number(allowed) - next;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EMFILE' ? 0 : undefined;
  }
}
