/** What a string of a snapshot is used for; several at once. */
export const nameUse = {
  /** Names a class, a function, a script, a variable, or a part that V8 gives objects. */
  structure: 1,
  /** Names a property. */
  property: 2,
  /** Is mentioned by code, as a name or as text. */
  mentioned: 4,
  /** Names an edge that V8 makes up; those of WeakMaps have the text of strings in them. */
  internal: 8,
  /** Names an object outside of the heap; those of DOM elements have attributes in them. */
  native: 16,
  /** Names a piece of code. */
  code: 32,
} as const;

/** More strings than any snapshot has: what lies beyond is not noted, and so never shown. */
const mostStrings = 2 ** 28;
const firstRoom = 65_536;

/** What each string of a snapshot is used for, noted while nodes and edges pass by. */
export class NameUses {
  #uses: Uint8Array = new Uint8Array(firstRoom);
  /** Pairs: name of a piece of code, and a string that it refers to. */
  #mentions: Uint32Array = new Uint32Array(firstRoom);
  #mentionWords = 0;

  /** What a string is used for: a sum of {@link nameUse}. */
  of(string: number): number {
    return this.#uses[string] ?? 0;
  }

  note(string: number, use: number): void {
    if (string >= this.#uses.length) {
      if (string >= mostStrings) return;
      this.#uses = grown(this.#uses, new Uint8Array(Math.max(string + 1, 2 * this.#uses.length)));
    }
    this.#uses[string]! |= use;
  }

  /** That a piece of code refers to a string. Which code that is, its name will tell. */
  noteMention(codeName: number, string: number): void {
    if (this.#mentionWords + 2 > this.#mentions.length) {
      this.#mentions = grown(this.#mentions, new Uint32Array(2 * this.#mentions.length));
    }
    this.#mentions[this.#mentionWords] = codeName;
    this.#mentions[this.#mentionWords + 1] = string;
    this.#mentionWords += 2;
  }

  /** What code of this name refers to stands in the program's text. */
  allow(codeName: number): void {
    for (let at = 0; at < this.#mentionWords; at += 2) {
      if (this.#mentions[at] === codeName) this.note(this.#mentions[at + 1]!, nameUse.mentioned);
    }
  }
}

function grown<Words extends Uint8Array | Uint32Array>(words: Words, room: Words): Words {
  room.set(words);
  return room;
}
