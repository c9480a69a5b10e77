import type { SuspectCase } from './SuspectCases.ts';

/** Cases that are one leak. */
export interface AlikeCases {
  /** Of all of them together; its holder is the one with most bytes. */
  readonly together: SuspectCase;
  readonly count: number;
}

/**
 * Puts cases together that are the same leak in several objects, such as one in each connection. What shares its holdings with
 * others stays apart, since sums would count them twice.
 *
 * @param keyOf the same for those that are alike
 */
export function alikeCases(
  cases: readonly SuspectCase[],
  keyOf: (suspect: SuspectCase) => string,
): AlikeCases[] {
  const alone = cases.filter(({ shared }) => shared.length > 0);
  const groups = new Map<string, SuspectCase[]>();
  for (const one of cases) {
    if (one.shared.length > 0) continue;
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [
    ...alone.map((together) => ({ together, count: together.objects })),
    ...[...groups.values()].map((group) => ({ together: sumOf(group), count: objectsOf(group) })),
  ];
}

function objectsOf(group: readonly SuspectCase[]): number {
  return group.reduce((sum, { objects }) => sum + objects, 0);
}

function sumOf(group: readonly SuspectCase[]): SuspectCase {
  const [greatest] = [...group].sort((a, b) => b.bytes - a.bytes) as [SuspectCase];
  return {
    holder: greatest.holder,
    objects: objectsOf(group),
    bytes: group.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesPerInterval: greatest.bytesPerInterval.map((_, at) =>
      group.reduce((sum, { bytesPerInterval }) => sum + bytesPerInterval[at]!, 0),
    ),
    gained: group.flatMap(({ gained }) => gained),
    shared: [],
  };
}
