import { durationInWords } from '../../monitoring/quantity.ts';
import type { Recycling } from '../../wire/event.ts';

const names: Readonly<Record<Recycling['kind'], string>> = {
  'cluster-worker': 'worker',
  'worker-thread': 'worker thread',
  application: 'process',
};

/** `worker 4711 was replaced by 4712 after 3 s`. */
export function recyclingHeadline({ kind, id, step, replacement, durationMs }: Recycling): string {
  const who = `${names[kind]} ${id}`;
  if (step === 'requested') return `${who} asks to be replaced`;
  if (step === 'begun') return `${who} is being replaced`;
  if (step === 'failed') return `${who} could not be replaced`;
  if (step === 'refused') return `${who} is not replaced`;
  const by = replacement === undefined ? '' : ` by ${replacement}`;
  const after = durationMs === undefined ? '' : ` after ${durationInWords(durationMs)}`;
  return `${who} was replaced${by}${after}`;
}
