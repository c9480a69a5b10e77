import { freeName } from './freeName.ts';

/** What those under management are called in what is told: by their names, numbered where others have them already. */
export class MemberNames {
  readonly #names: Map<object, string> = new Map();

  /** Takes one in. Its name stays what it is now, whatever becomes of the others. */
  add(member: { readonly name: string }): void {
    if (!this.#names.has(member)) {
      this.#names.set(member, freeName(ownNameOf(member), new Set(this.#names.values())));
    }
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
