import { capacityOf, type LimitKind } from '../../wire/capacity.ts';
import type { SampleRow } from '../../wire/sample.ts';

/** What counted against a limit over time, in bytes; samples that do not tell are left out. */
export function limitUse(
  samples: readonly SampleRow[],
  kind: LimitKind,
): { readonly times: readonly number[]; readonly values: readonly number[] } {
  const times: number[] = [];
  const values: number[] = [];
  for (const row of samples) {
    const limit = capacityOf(row).limits.find((one) => one.kind === kind);
    if (limit === undefined) continue;
    times.push(row[0]!);
    values.push(limit.usedBytes);
  }
  return { times, values };
}
