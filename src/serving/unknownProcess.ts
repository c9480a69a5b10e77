import { describe, TidemarkError } from '../TidemarkError.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';

/** The error of an id that no process has. */
export function unknownProcess(directory: Pick<ProcessDirectory, 'processes'>, id: string): TidemarkError {
  const known = directory.processes().map((process) => process.identity.id);
  const rule = known.length === 0 ? 'one that has connected; none has' : `one of ${known.join(', ')}`;
  const details = { option: 'id', rule, received: id };
  return new TidemarkError('NOT_FOUND', `There is no process ${describe(id)} here.`, details);
}
