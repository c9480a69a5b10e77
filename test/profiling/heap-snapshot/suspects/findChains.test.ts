import { describe, expect, it } from 'vitest';
import type { ObjectKind } from '../../../../src/profiling/heap-snapshot/ObjectKinds.ts';
import { findChains } from '../../../../src/profiling/heap-snapshot/suspects/findChains.ts';
import type { Layer } from '../../../../src/profiling/heap-snapshot/suspects/Layer.ts';

/** Objects below a root, each of a class and kept alive by the one with the index. */
class Objects {
  readonly #words: string[] = ['(root)'];
  readonly #dominators: number[] = [0];

  add(words: string, above: number): number {
    this.#words.push(words);
    return this.#dominators.push(above) - 1;
  }

  /** Objects of a class, each of which keeps the next one alive over another object. */
  chain(words: string, above: number, length: number): number[] {
    const links: number[] = [];
    let at = above;
    for (let link = 0; link < length; link++) {
      links.push(this.add(words, at));
      at = this.add('(array)', links.at(-1)!);
    }
    return links;
  }

  links(): [index: number, top: number][] {
    const classes = [...new Set(this.#words)];
    const layer: Layer = {
      length: this.#words.length,
      idOf: (index) => index,
      sizeOf: () => 16,
      dominatorOf: (index) => this.#dominators[index]!,
      kinds: classes.map((words): ObjectKind => ({ name: words, words, place: undefined })),
      kindOf: (index) => classes.indexOf(this.#words[index]!),
    };
    const found = findChains(layer);
    const links = [...found].map(({ index, top }): [number, number] => [index, top]);
    const asked = Array.from({ length: layer.length }, (_, index) => [index, found.of(index)] as const);
    expect(asked.filter(([, top]) => top > 0)).toEqual(links);
    expect(found.size).toBe(links.length);
    return links;
  }
}

describe('the chains of a heap', () => {
  it('are objects of a class that keep each other alive, fifty deep, wherever they begin', () => {
    const objects = new Objects();
    const shallow = objects.chain('Short', 0, 49);
    const long = objects.chain('Link', 0, 50);
    // Far down, and short by itself: what stands above it is of another class.
    const deep = objects.chain('Far', long.at(-1)!, 60);
    objects.chain('Late', deep.at(-1)!, 30);
    expect(shallow).toHaveLength(49);
    expect(objects.links()).toEqual([
      ...long.map((index) => [index, long[0]! + 1]),
      ...deep.map((index) => [index, deep[0]! + 1]),
    ]);
  });

  it('go on in the longest of several, and what hangs from their links is none of them', () => {
    const objects = new Objects();
    const links = objects.chain('Link', 0, 80);
    objects.chain('Link', links[10]!, 20);
    for (const link of links) objects.add('Item', link);
    expect(objects.links()).toEqual(links.map((index) => [index, links[0]! + 1]));
  });

  it('are none where nothing is deep', () => {
    const objects = new Objects();
    for (let index = 0; index < 1_000; index++) objects.add('Item', objects.add('Item', 0));
    expect(objects.links()).toEqual([]);
  });
});
