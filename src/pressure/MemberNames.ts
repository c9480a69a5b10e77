/** What those under management are called in what is told: by their names, numbered where others have them already. */
export class MemberNames {
  readonly #names: Map<object, string> = new Map();

  /** Takes one in. Its name stays what it is now, whatever becomes of the others. */
  add(member: { readonly name: string }): void {
    if (this.#names.has(member)) return;
    const [name, taken] = [ownNameOf(member), new Set(this.#names.values())];
    let free = name;
    // As holders of equal names are numbered.
    for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
    this.#names.set(member, free);
  }

  delete(member: object): void {
    this.#names.delete(member);
  }

  of(member: { readonly name: string }): string {
    return this.#names.get(member) ?? ownNameOf(member);
  }
}

/** The name that it has itself: anybody's code may have put anything there. */
export function ownNameOf({ name }: { readonly name: string }): string {
  return String(name);
}
