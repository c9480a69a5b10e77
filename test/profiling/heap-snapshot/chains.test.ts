import { describe, expect, it } from 'vitest';
import { suspectLines } from '../../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { holdersOf } from '../../../src/profiling/heap-snapshot/holdersOf.ts';
import { foldRepeats } from '../../../src/profiling/heap-snapshot/paths/foldRepeats.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { type SnapshotSummary, summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { chainInWords } from '../../../src/profiling/heap-snapshot/suspects/chainInWords.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { fixIdea } from '../../../src/profiling/heap-snapshot/suspects/fixIdea.ts';
import { takenSnapshots } from './takenSnapshot.ts';

/** Chains that grow at their first link, at their last one, and one that stays as long as it is. */
const program = `
  require('node:events').setMaxListeners(0);
  class Item { constructor(id) { this.id = id; this.note = 'note ' + id + ' ' + Math.random(); } }
  globalThis.app = { stop: new AbortController(), logger: { log() {} }, state: { count: 0 } };
  globalThis.queue = { head: null, tail: null, size: 0 };
  globalThis.bounded = { head: null, tail: null, size: 0 };
  let id = 0;
  function push(list, item) {
    const link = { item, next: null };
    if (list.tail) list.tail.next = link; else list.head = link;
    list.tail = link;
    list.size++;
  }
  function work(times) {
    for (let i = 0; i < times; i++) {
      const item = new Item(++id);
      globalThis.chain = { previous: globalThis.chain, item };
      push(queue, new Item(++id));
      push(bounded, new Item(++id));
      if (bounded.size > 500) { bounded.head = bounded.head.next; bounded.size--; }
      listen(new Item(++id));
      wrap(new Item(++id));
    }
  }
  function listen(item) { app.stop.signal.addEventListener('abort', function onAbort() { return item; }); }
  function wrap(item) {
    const inner = app.logger.log;
    app.logger.log = function logged() { inner(); return item; };
  }
  work(1000); snap('a'); work(700); snap('b'); work(700); snap('c');
`;

async function read(path: string): Promise<HeapSnapshot> {
  return new HeapSnapshot(await new SnapshotFile(path).read());
}

async function summary(path: string): Promise<SnapshotSummary> {
  return summaryOf(await new SnapshotFile(path).read());
}

describe('a chain of objects', { timeout: 300_000 }, () => {
  it('is told by who holds its first link, with its length, what it gained, and an id that does not depend on these', async () => {
    const path = await takenSnapshots(program);
    const earlier = [await summary(path('a')), await summary(path('b'))];
    const last = await read(path('c'));
    const report = findSuspects(last, earlier);
    const byPath = new Map(report.suspects.map((suspect) => [suspect.path, suspect]));
    const target = 'globalThis.app.stop.signal[kEvents]["abort"].next';
    expect([...byPath.keys()].sort()).toEqual([
      'globalThis.app.logger.log',
      target,
      'globalThis.chain',
      'globalThis.queue.head',
    ]);
    const grown = [700, 700];
    expect(byPath.get('globalThis.chain')).toMatchObject({
      chain: { link: '.previous', length: 2400 },
      entries: 2400,
      gains: [{ name: '{previous, item}', counts: grown }],
      fixIdea: expect.stringMatching(/^cut the chain/),
    });
    expect(byPath.get('globalThis.queue.head')).toMatchObject({
      chain: { link: '.next', length: 2400 },
      gains: [{ name: '{item, next}', counts: grown }],
    });
    expect(byPath.get(target)).toMatchObject({
      chain: { link: '.next', length: 2400 },
      gains: [{ name: 'Listener', counts: grown }],
      fixIdea: expect.stringMatching(/^signal\.removeEventListener\("abort", listener\)/),
    });
    expect(byPath.get('globalThis.app.logger.log')).toMatchObject({
      chain: { length: 2400 },
      gains: [{ name: 'function logged', counts: grown, place: { line: 30 } }],
      fixIdea: expect.stringMatching(/^wrap it once/),
    });
    expect(report.restBytes).toBeLessThan(64 * 1024);
    for (const { rawPath } of report.suspects) expect(rawPath.length).toBeLessThan(100);

    const two = findSuspects(await read(path('b')), earlier.slice(0, 1));
    const ids = ({ suspects }: typeof report) => suspects.map(({ fingerprint }) => fingerprint).sort();
    expect(ids(two)).toEqual(ids(report));

    const lines = (wanted: string) => suspectLines(byPath.get(wanted)!, 1, 120);
    expect(lines('globalThis.chain')[0]).toMatch(
      /^1 {2}globalThis\.chain \(\{previous, item\}\), linked by \.previous, 2,400 long /,
    );
    expect(lines(target)[0]).toMatch(
      /^1 {2}listeners of "abort" on globalThis\.app\.stop\.signal, 2,400 of them /,
    );
  });

  it('of a single snapshot is one holder, and paths over it say how often a step is taken', async () => {
    const path = await takenSnapshots(`
      globalThis.queue = { head: null };
      globalThis.found = {};
      let link;
      for (let i = 0; i < 10000; i++) {
        const next = { item: { id: 'item ' + i, at: new Date(i) }, next: null };
        if (link) link.next = next; else queue.head = next;
        link = next;
      }
      link.item.at.isLast = { thing: new (class Last {}) };
      link = undefined;
      snap('one');
    `);
    const snapshot = await read(path('one'));
    expect(findSuspects(snapshot).suspects).toMatchObject([
      { path: 'globalThis.queue.head', chain: { link: '.next', length: 10_000 } },
    ]);
    const { graph } = snapshot;
    const last = Array.from({ length: graph.nodeCount }, (_, node) => node).find(
      (node) => graph.typeOf(node) === 'object' && graph.nameOf(node) === 'Last',
    );
    const held = holdersOf(snapshot, last!);
    expect(held.path).toBe('globalThis.queue.head → .next × 9,999 → item.at.isLast.thing');
    expect(held.rawPath).toBe('globalThis.queue.head{.next × 9,999}.item.at.isLast.thing');
  });

  it('whose links lead to each other in turns counts these together', () => {
    const links = Array.from({ length: 100 }, (_, at) => at);
    const inTurns = (...words: string[]) => chainInWords(links, (one) => words[one % words.length]!);
    expect(inTurns('.next')).toEqual({ link: '.next', length: 100 });
    expect(inTurns('.next', '.inner')).toEqual({ link: '.next.inner', length: 50 });
    expect(chainInWords(links, (one) => `.k${one}`)).toEqual({ length: 100 });
    expect(inTurns('')).toEqual({ length: 100 });
  });
});

describe('parts of a path', () => {
  const parts = (text: string) => [...text].map((one) => ({ text: one, masked: one }));
  const folded = (text: string) =>
    foldRepeats(parts(text))
      .map((part) =>
        'times' in part ? `(${part.parts.map((one) => one.text).join('')})${part.times}` : part.text,
      )
      .join('');

  it('that come again and again are told once', () => {
    expect(folded('abbbbbc')).toBe('a(b)5c');
    expect(folded('abbbbc')).toBe('abbbbc');
    expect(folded('abcbcbcbcbcbd')).toBe('a(bc)5bd');
    expect(folded('')).toBe('');
  });
});

describe('what to try with a chain', () => {
  const idea = (className: string, maskedPath = 'x') =>
    fixIdea({ className, maskedPath, gains: undefined, isChain: true });

  it('depends on its links', () => {
    expect(idea('Promise')).toMatch(/^settle or abandon/);
    expect(idea('function log')).toMatch(/^wrap it once/);
    expect(idea('Listener', 'a → bus[kEvents]["x"].next')).toMatch(
      /^bus\.removeEventListener\("x", listener\)/,
    );
  });
});
