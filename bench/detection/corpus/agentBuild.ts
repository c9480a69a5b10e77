import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shippedUrl } from '../../harness/shipped.ts';

/** Tells one build of the agent from another: its entry names all its parts by the hash of their content. */
export function agentBuild(): string {
  const entry = readFileSync(fileURLToPath(shippedUrl('agent/register.js')));
  return createHash('sha256').update(entry).digest('hex').slice(0, 8);
}
