import type { NodeSource } from '../../../src/index.ts';
import { shippedPackage } from '../../harness/shipped.ts';
import type { Take } from './sampleCost.ts';

/** A source whose clock goes on by one interval with each sample: what is held for some seconds is read as often as in life. */
export interface OwnSource {
  readonly source: NodeSource;
  /** The time of the last sample. */
  readonly clock: () => number;
}

export async function ownSource(intervalMs: number): Promise<OwnSource> {
  const { nodeSource } = await shippedPackage();
  let timeMs = Date.now();
  const now = (): number => {
    timeMs += intervalMs;
    return timeMs;
  };
  return { source: nodeSource({ now }), clock: () => timeMs };
}

/** One `read` of the Node source into a row. */
export async function sourceRead(intervalMs: number): Promise<Take> {
  const { sampleFields } = await shippedPackage();
  const { source } = await ownSource(intervalMs);
  const row = new Float64Array(sampleFields.length);
  return () => source.read(row);
}
