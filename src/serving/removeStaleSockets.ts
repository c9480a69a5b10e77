import { readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { apiName, directoryPrefix, socketName } from './socketFolder.ts';

/** A socket refuses, too, between the moments in which it gets its name and in which it begins to listen. */
const youngMs = 60_000;

/**
 * Removes the sockets of hubs, and of processes that served themselves, which were killed before they could do so: those that
 * refuse a connection, and have not been made just now.
 * A pid would prove nothing, since containers share directories but not process ids. What cannot be removed stays.
 */
export async function removeStaleSockets(parent: string, now: () => number = Date.now): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const directories = names
    .filter((name) => name.startsWith(directoryPrefix))
    .map((name) => join(parent, name));
  await Promise.all(
    directories.map(async (directory) => {
      if (!(now() - (await changedAt(directory)) >= youngMs)) return;
      const refused = await Promise.all(
        [socketName, apiName].map((name) => isRefused(join(directory, name))),
      );
      if (refused.includes(true)) {
        await rm(directory, { recursive: true, force: true }).catch(() => undefined);
      }
    }),
  );
}

/** When something was last made in a folder; `NaN` where that cannot be known. */
async function changedAt(directory: string): Promise<number> {
  return stat(directory).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NaN,
  );
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
