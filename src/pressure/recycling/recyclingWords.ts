import { durationInWords } from '../../monitoring/quantity.ts';
import type { Recycling } from '../../wire/response.ts';

const names: Readonly<Record<Recycling['kind'], string>> = {
  'cluster-worker': 'worker',
  'worker-thread': 'worker thread',
  application: 'process',
};

/** Why a worker is not replaced, though it is due. */
export const refusals: {
  readonly budget: (limits: { readonly maxPerHour: number }) => string;
  readonly 'crash-loop': (limits?: unknown) => string;
} = {
  budget: ({ maxPerHour }) => `All ${maxPerHour} replacements of this hour are used (recycling.maxPerHour).`,
  'crash-loop': () => 'Three replacements within an hour did not last: replacing does not help.',
};

/** `worker 4711 was replaced by 4712 after 3 s`, `process 4711 was replaced by 4712, which was started after 3 s`. */
export function recyclingHeadline({ kind, id, step, cause, replacement, durationMs }: Recycling): string {
  const who = `${names[kind]} ${id}`;
  if (step === 'requested') return `${who} asks to be replaced`;
  // Of a dead process nothing is left to be replaced.
  const again = cause === 'died' && kind === 'application';
  if (step === 'begun') return again ? `${who} has died, and is started again` : `${who} is being replaced`;
  if (step === 'failed') return `${who} could not be ${again ? 'started again' : 'replaced'}`;
  if (step === 'refused') return `${who} is not ${again ? 'started again' : 'replaced'}`;
  const by = replacement === undefined ? '' : ` by ${replacement}`;
  // A worker serves by then; of an application nobody knows when it will.
  const started = kind === 'application' && replacement !== undefined ? ', which was started' : '';
  const after = durationMs === undefined ? started : `${started} after ${durationInWords(durationMs)}`;
  return `${who} was replaced${by}${after}`;
}
