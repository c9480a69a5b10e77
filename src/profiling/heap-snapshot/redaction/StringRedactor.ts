import { knownNames } from '../KnownNames.ts';
import { type NameUses, nameUse } from './NameUses.ts';

/** What V8 calls values whose text it does not write, and its first string, which nothing uses. */
const placeholders = [
  '<dummy>',
  '(concatenated string)',
  '(sliced string)',
  'heap number',
  'smi number',
  'number',
  'bigint',
  'symbol',
];
const harmless: ReadonlySet<string> = new Set([...knownNames, ...placeholders]);
/** Where code keeps what its text mentions: names, literals, the keys of object literals. */
const mentioningCode: ReadonlySet<string> = new Set([
  '(constant pool)',
  'system / ObjectBoilerplateDescription',
]);
const longestHarmless = Math.max(...[...harmless].map(({ length }) => length));
const symbol = /^<symbol.*>$/s;

/** Names that have data in them: the parts that groups match are replaced. The first pattern that fits decides. */
const dataInNames: readonly { readonly use: number; readonly pattern: RegExp }[] = [
  {
    use: nameUse.internal,
    pattern: /^\d+ \/ part of key \((.*?) @\d+\) -> value \((.*) @\d+\) pair in WeakMap \(table @\d+\)$/ds,
  },
  // V8 cuts long names.
  { use: nameUse.internal, pattern: /^\d+ \/ part of key \((.*)$/ds },
  { use: nameUse.native, pattern: /^(?:Detached )?<[^ ]* (.*?)>?$/ds },
  // User and password, query and fragment of an address.
  { use: nameUse.structure, pattern: /:\/\/(?:([^/?#]*)@)?[^?#]*([?#].*)?$/ds },
];

/** What data is replaced by. */
export const filler: number = 'x'.charCodeAt(0);

/**
 * Replaces the strings of a snapshot that may be data, each by as many bytes of filler. What names things stays:
 * `docs/heap-snapshots.md` tells which and why.
 */
export class StringRedactor {
  readonly #uses: NameUses;

  constructor(uses: NameUses) {
    this.#uses = uses;
  }

  /** Replaces what must be replaced of a string, which is given whole, without its quotation marks. */
  redact(string: number, bytes: Uint8Array): void {
    const use = this.#uses.of(string);
    if ((use & nameUse.structure) !== 0) {
      this.#redactName(string, use, bytes);
      return;
    }
    if (bytes.length <= longestHarmless && harmless.has(textOf(bytes))) return;
    const isMentioned = (use & nameUse.mentioned) !== 0;
    if ((use & nameUse.property) !== 0 && (isMentioned || symbol.test(textOf(bytes)))) return;
    bytes.fill(filler);
  }

  #redactName(string: number, use: number, bytes: Uint8Array): void {
    const text = textOf(bytes);
    if ((use & nameUse.code) !== 0 && mentioningCode.has(text)) this.#uses.allow(string);
    for (const { use: wanted, pattern } of dataInNames) {
      const places = (use & wanted) === 0 ? undefined : pattern.exec(text)?.indices;
      if (places === undefined) continue;
      for (const place of places.slice(1)) if (place) bytes.fill(filler, place[0], place[1]);
      return;
    }
  }
}

/** A character for each byte, so that places in the text are places among the bytes. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
