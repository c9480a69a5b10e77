import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { profilePrefix } from '../../page/startBrowser.ts';
import { isRunning } from '../snapshot/removeLeft.ts';

/** Removes the profiles of browsers whose command was killed, and so could not. */
export async function removeLeftProfiles(temporaryFolder: string): Promise<void> {
  const names = await readdir(temporaryFolder).catch(() => []);
  const left = names.filter((name) => {
    const pid = Number(name.startsWith(profilePrefix) && /^\d+/.exec(name.slice(profilePrefix.length))?.[0]);
    return pid > 0 && !isRunning(pid);
  });
  for (const name of left) {
    await rm(join(temporaryFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
