/** The strings that V8's and DevTools' rules speak of. */
export const knownNames = [
  'Object',
  'Array',
  '__proto__',
  'elements',
  'sloppy_function_map',
  '(map descriptors)',
  '(Document DOM trees)',
  'WeakMap',
  'system / Cell',
  'system / Context',
  'system / NativeContext',
  'system / SourceTextModule',
  'system / ExternalStringData',
  'system / JSArrayBufferData',
] as const;

/** One of {@link knownNames}. */
export type KnownName = (typeof knownNames)[number];

/** That no string of the snapshot is this one: an index that no node and no edge can have. */
const noString = -1;

const encoded = knownNames.map((name) => ({ name, bytes: new TextEncoder().encode(name) }));

/** Which strings of a snapshot are {@link knownNames}, found while they pass by. */
export class KnownNames {
  readonly #indexes: Map<KnownName, number> = new Map();

  /** The string's index; {@link noString} where the snapshot does not have it. */
  indexOf(name: KnownName): number {
    return this.#indexes.get(name) ?? noString;
  }

  /** Whether a string that begins like this can be one of them, which is asked of every string. */
  static mayBe(first: number, second: number): boolean {
    return encoded.some(({ bytes }) => bytes[0] === first && bytes[1] === second);
  }

  /** Looks at a string between `start` and its quotation mark at `end`. */
  notice(index: number, bytes: Uint8Array, start: number, end: number): void {
    const found = encoded.find(
      (known) =>
        known.bytes.length === end - start &&
        known.bytes.every((byte, place) => bytes[start + place] === byte),
    );
    // V8 writes a string once; should another writer repeat one, the first counts.
    if (found !== undefined && !this.#indexes.has(found.name)) this.#indexes.set(found.name, index);
  }
}
