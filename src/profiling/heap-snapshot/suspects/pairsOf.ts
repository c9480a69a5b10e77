/** An object that one of two snapshots has alone, and what it keeps alive there. */
export interface Unpaired {
  readonly index: number;
  readonly kind: string;
  readonly bytes: number;
}

/**
 * Pairs what a holder lost with what it has instead, of each kind: what has some of the content of another, which is certain,
 * else what is of about its size. Where one side has more, those that fit least are left over.
 *
 * @param heirs by index of what was lost, that of what has its content
 */
export function* pairsOf(
  gone: readonly Unpaired[],
  come: readonly Unpaired[],
  heirs: ReadonlyMap<number, number>,
): Generator<[gone: Unpaired, come: Unpaired]> {
  const present = new Map(come.map((one) => [one.index, one]));
  const paired = new Set<Unpaired>();
  for (const one of gone) {
    const heir = present.get(heirs.get(one.index) ?? -1);
    if (heir === undefined || heir.kind !== one.kind || paired.has(heir)) continue;
    paired.add(one).add(heir);
    yield [one, heir];
  }
  const born = byKind(come.filter((one) => !paired.has(one)));
  const lost = byKind(gone.filter((one) => !paired.has(one)));
  for (const [kind, list] of lost) yield* bySize(list, born.get(kind) ?? []);
}

/** The greatest of each kind first. */
function byKind(objects: readonly Unpaired[]): Map<string, Unpaired[]> {
  const kinds = new Map<string, Unpaired[]>();
  for (const one of [...objects].sort((a, b) => b.bytes - a.bytes)) {
    const list = kinds.get(one.kind);
    if (list === undefined) kinds.set(one.kind, [one]);
    else list.push(one);
  }
  return kinds;
}

/** Both lists have the greatest first. */
function* bySize(gone: readonly Unpaired[], come: readonly Unpaired[]): Generator<[Unpaired, Unpaired]> {
  const difference = (from: number, to: number): number => Math.abs(gone[from]!.bytes - come[to]!.bytes);
  for (let from = 0, to = 0; from < gone.length && to < come.length; from++, to++) {
    while (come.length - to > gone.length - from && difference(from, to + 1) <= difference(from, to)) to++;
    while (gone.length - from > come.length - to && difference(from + 1, to) <= difference(from, to)) from++;
    yield [gone[from]!, come[to]!];
  }
}
