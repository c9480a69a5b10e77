import { fromWireRow } from '../wire/codec.ts';
import { sampleFields, toSample } from '../wire/sample.ts';
import type { Hub } from './Hub.ts';
import type { JsonLinesFile } from './JsonLinesFile.ts';

/**
 * Writes every sample of every process as a line of the same shape as an event: type `memory:sampled`, the payload a
 * sample without what is unknown. Returns a function that stops it.
 */
export function logSamples(hub: Hub, file: JsonLinesFile): () => void {
  return hub.subscribe((message) => {
    if (message.type !== 'sample') return;
    const payload = toSample(fromWireRow(message.row, sampleFields));
    const pid = hub.process(message.id)?.identity.pid;
    file.write({ time: payload.time, pid, id: message.id, type: 'memory:sampled', payload });
  });
}
