import { receivedInWords, TidemarkError } from '../TidemarkError.ts';
import type { AnalysisKind } from '../wire/snapshot.ts';
import type { AnalysisRequest } from './SnapshotDesk.ts';

const parameters = ['kind', 'snapshot', 'object'];
const counts: Readonly<Record<AnalysisKind, readonly [least: number, most: number]>> = {
  classes: [1, 1],
  diff: [2, 3],
  retainers: [1, 1],
};
const greatestObject = 2 ** 32 - 1;

/**
 * Reads `?kind=classes|diff|retainers&snapshot=ID…&object=NUMBER`: one snapshot, for `diff` two or three in the order in
 * which they were taken; for `retainers` the number of an object.
 *
 * @throws TidemarkError `INVALID_REQUEST` naming the parameter, its rule and the value received
 */
export function parseSnapshotQuery(query: URLSearchParams): AnalysisRequest {
  for (const name of new Set(query.keys())) {
    if (!parameters.includes(name)) throw invalid(name, `one of ${parameters.join(', ')}`, name);
  }
  const kind = only(query, 'kind');
  if (kind === undefined || !Object.hasOwn(counts, kind)) {
    throw invalid('kind', `one of ${Object.keys(counts).join(', ')}`, kind);
  }
  const snapshots = query.getAll('snapshot');
  const [least, most] = counts[kind as AnalysisKind];
  if (snapshots.length < least || snapshots.length > most) {
    throw invalid('snapshot', most === 1 ? 'given once' : 'given two or three times', snapshots);
  }
  for (const id of snapshots) {
    if (!/^[0-9a-f]{16}$/.test(id)) throw invalid('snapshot', 'an id of GET /api/snapshots', id);
  }
  if (new Set(snapshots).size < snapshots.length) throw invalid('snapshot', 'different ones', snapshots);
  const text = only(query, 'object');
  if (kind !== 'retainers') {
    if (text !== undefined) throw invalid('object', 'left out, except for kind=retainers', text);
    return { kind: kind as AnalysisKind, snapshots };
  }
  const object = /^\d{1,10}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(object <= greatestObject)) throw invalid('object', 'the number of an object', text);
  return { kind, snapshots, object };
}

function only(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw invalid(name, 'given once', values);
  return values[0];
}

function invalid(option: string, rule: string, received: unknown): TidemarkError {
  const message = `${option} must be ${rule}, ${receivedInWords(received)}`;
  return new TidemarkError('INVALID_REQUEST', message, { option, rule, received });
}
