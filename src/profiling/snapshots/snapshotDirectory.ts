import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where heap snapshots are written unless somebody says otherwise: a folder for each user, whom alone it lets in. */
export function snapshotDirectory(): string {
  const user = process.getuid?.();
  return join(tmpdir(), user === undefined ? 'tidemark-snapshots' : `tidemark-snapshots-${user}`);
}
