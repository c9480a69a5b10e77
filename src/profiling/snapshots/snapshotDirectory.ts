import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where heap snapshots are written unless somebody says otherwise. */
export function snapshotDirectory(): string {
  return join(tmpdir(), 'tidemark-snapshots');
}
