import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { directoryPrefix, socketName } from './HubSocket.ts';

/**
 * Removes the sockets of hubs that were killed before they could do so themselves: those that refuse a connection.
 * A pid would prove nothing, since containers share directories but not process ids. What cannot be removed stays.
 */
export async function removeStaleSockets(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const directories = names
    .filter((name) => name.startsWith(directoryPrefix))
    .map((name) => join(parent, name));
  await Promise.all(
    directories.map(async (directory) => {
      if (await isRefused(join(directory, socketName))) {
        await rm(directory, { recursive: true, force: true }).catch(() => undefined);
      }
    }),
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
