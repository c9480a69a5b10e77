const mebibyte = 2 ** 20;
const smallOldGenerationMb = 256;

/** What besides `heap_size_limit` decides where the old generation ends. */
export interface HeapSettings {
  /** Options of V8 and Node, as they stand in `NODE_OPTIONS` and `process.execArgv`. */
  readonly options: readonly string[];
  /** Major version of Node. */
  readonly nodeMajor: number;
  /** `resourceLimits.maxYoungGenerationSizeMb` in a worker thread. */
  readonly workerYoungGenerationMb: number | undefined;
}

/**
 * The bytes of old generation at which V8 gives up, which `oldUsedBytes` can be held against.
 *
 * V8's `heap_size_limit` is not that limit: it adds three semi-spaces of the largest size, so that a Node 24 with
 * `--max-old-space-size=64` dies at a quarter of it. How large a semi-space may grow is an option, or in a worker thread a
 * resource limit, or V8's own choice.
 * Source: V8's `Heap::ConfigureHeap` and `Heap::MaxReserved`; at out-of-memory on Node 20 to 26 the old generation
 * was 0.94 to 1.00 of this.
 */
export function oldGenerationLimit(heapSizeLimitBytes: number, settings: HeapSettings): number {
  const { options, nodeMajor, workerYoungGenerationMb } = settings;
  const flagged = lastNumber(options, /^--max-old-space-size=(\d+)$/);
  if (flagged) return flagged * mebibyte;
  const semiSpaceMb = lastNumber(options, /^--max-semi-space-size=(\d+)$/);
  if (semiSpaceMb) return heapSizeLimitBytes - 3 * semiSpaceMb * mebibyte;
  if (workerYoungGenerationMb !== undefined) return heapSizeLimitBytes - workerYoungGenerationMb * mebibyte;
  const percentage = lastNumber(options, /^--max-old-space-size-percentage=([\d.]+)$/);
  const choice = semiSpaceChoice(nodeMajor);
  const chosenMb = percentage
    ? choice.largestSemiSpaceMb
    : chosenSemiSpaceMb(heapSizeLimitBytes / mebibyte, choice);
  return heapSizeLimitBytes - 3 * chosenMb * mebibyte;
}

/** How V8 chooses the size of a semi-space. */
export interface SemiSpaceChoice {
  /** How many times as large the old generation may be. */
  readonly oldToSemiSpace: number;
  /** The same for an old generation of at most 256 MB. */
  readonly oldToSemiSpaceWhenSmall: number;
  readonly largestSemiSpaceMb: number;
}

/** What a version of Node chooses by. */
export function semiSpaceChoice(nodeMajor: number): SemiSpaceChoice {
  if (nodeMajor >= 26) return { oldToSemiSpace: 64, oldToSemiSpaceWhenSmall: 64, largestSemiSpaceMb: 32 };
  if (nodeMajor >= 24) return { oldToSemiSpace: 32, oldToSemiSpaceWhenSmall: 256, largestSemiSpaceMb: 64 };
  return { oldToSemiSpace: 128, oldToSemiSpaceWhenSmall: 256, largestSemiSpaceMb: 16 };
}

/** The power of two that V8 must have chosen so that the old generation and three of it make the heap's limit. */
function chosenSemiSpaceMb(heapSizeLimitMb: number, choice: SemiSpaceChoice): number {
  let semiSpaceMb = 1;
  for (; semiSpaceMb < choice.largestSemiSpaceMb; semiSpaceMb *= 2) {
    const oldMb = heapSizeLimitMb - 3 * semiSpaceMb;
    const times = oldMb <= smallOldGenerationMb ? choice.oldToSemiSpaceWhenSmall : choice.oldToSemiSpace;
    if (oldMb <= semiSpaceMb * times) break;
  }
  return semiSpaceMb;
}

/** The options of `NODE_OPTIONS` and of the command line, in the order in which the later one wins. */
export function heapOptions(nodeOptions: string | undefined, execArgv: readonly string[]): string[] {
  return [...(nodeOptions ?? '').split(/[\s"]+/), ...execArgv];
}

/** The number of the last option that matches; the pattern sees dashes for underscores, as V8 does. */
export function lastNumber(options: readonly string[], pattern: RegExp): number | undefined {
  const found = options.map((option) => pattern.exec(option.replaceAll('_', '-'))?.[1]).filter(Boolean);
  return found.length === 0 ? undefined : Number(found.at(-1));
}
