import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { redacted } from '../../../../src/profiling/heap-snapshot/redaction/redacted.ts';
import { inPieces, readText, snapshotText, type TinyEdge, type TinyNode } from '../TinySnapshot.ts';
import { takenSnapshots } from '../takenSnapshot.ts';

async function redactedText(text: string, size = 1 << 16): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of redacted(inPieces(Buffer.from(text), size))) pieces.push(piece.slice());
  return Buffer.concat(pieces).toString('latin1');
}

function stringsIn(text: string): string[] {
  return (JSON.parse(text) as { strings: string[] }).strings;
}

/** The strings of a snapshot with these nodes below a root, as they come out. */
async function stringsOf(...nodes: readonly TinyNode[]): Promise<string[]> {
  const edges = nodes.map((_, place): TinyEdge => ['element', place, place + 1]);
  return stringsIn(await redactedText(snapshotText([{ type: 'synthetic', edges }, ...nodes])));
}

describe('a redacted snapshot', () => {
  it('has letters x in the place of texts, and what names things as it was', async () => {
    const strings = await stringsOf(
      { type: 'string', name: 'sk_live_1' },
      { type: 'number', name: '4111111111111111' },
      { type: 'regexp', name: 'anna|berta' },
      { type: 'object', name: 'Session', edges: [['context', 'request', 1]] },
      { type: 'closure', name: 'onTick' },
      { type: 'code', name: '/srv/app.js' },
      { type: 'concatenated string', name: '(concatenated string)' },
      { type: 'number', name: 'heap number' },
    );
    expect(strings).toContain('xxxxxxxxx');
    expect(strings).toContain('x'.repeat(16));
    expect(strings).toContain('x'.repeat(10));
    for (const kept of [
      'Session',
      'request',
      'onTick',
      '/srv/app.js',
      '(concatenated string)',
      'heap number',
    ])
      expect(strings).toContain(kept);
    expect(strings.join()).not.toMatch(/sk_live|4111|anna/);
  });

  it('keeps a key where the code mentions it, and no other: keys may be data', async () => {
    const strings = await stringsOf(
      { type: 'code', name: '(constant pool)', edges: [['internal', '1', 2]] },
      { type: 'string', name: 'token' },
      { type: 'string', name: 'anna@example.org' },
      { type: 'code', name: 'system / FeedbackVector', edges: [['hidden', 0, 3]] },
      {
        name: 'Map',
        edges: [
          ['property', 'token', 1],
          ['property', 'anna@example.org', 1],
          ['property', 'never a value', 1],
          ['property', '<symbol kState>', 1],
          ['property', '__proto__', 1],
        ],
      },
    );
    for (const kept of ['token', '<symbol kState>', '__proto__']) expect(strings).toContain(kept);
    expect(strings.join()).not.toMatch(/anna|never/);
  });

  it('replaces what names have of data in them: WeakMap entries, attributes, addresses', async () => {
    const entry = '7 / part of key (Session @5) -> value (se"cret @7) pair in WeakMap (table @9)';
    const strings = await stringsOf(
      {
        name: 'Window / https://anna:pass@example.org/path?token=1#top',
        edges: [
          ['internal', entry, 1],
          ['internal', '8 / part of key (cut @', 1],
        ],
      },
      { type: 'native', name: '<div id="secret">' },
      { type: 'native', name: 'Detached <a href="secret">' },
      { type: 'code', name: 'file:///srv/app.js' },
    );
    expect(strings).toContain(
      '7 / part of key (xxxxxxx @5) -> value (xxxxxxxx @7) pair in WeakMap (table @9)',
    );
    expect(strings).toContain('8 / part of key (xxxxx');
    expect(strings).toContain('Window / https://xxxxxxxxx@example.org/pathxxxxxxxxxxxx');
    expect(strings).toContain('<div xxxxxxxxxxxxx>');
    expect(strings).toContain('Detached <a xxxxxxxxxxxxxxx>');
    expect(strings).toContain('file:///srv/app.js');
  });

  it('shows no text of a type or a section that nobody knows', async () => {
    const text = snapshotText([{ type: '99', name: 'secret' }]).replace(
      '"trace_tree"',
      '"later":{"secret":["sec\\"ret",1]},"trace_tree"',
    );
    const result = await redactedText(text);
    expect(result).not.toContain('sec');
    expect(stringsIn(result)).toContain('xxxxxx');
    expect(result.length).toBe(text.length);
  });

  it('is the same in pieces of any size, and as long as the original', async () => {
    const text = snapshotText([
      { type: 'synthetic', edges: [['element', 1, 1]] },
      { type: 'string', name: 'quote " backslash \\ umlaut ä', edges: [['property', 'a\nb', 0]] },
      { type: 'closure', name: 'say "hello"' },
    ]);
    const whole = await redactedText(text);
    expect(whole.length).toBe(Buffer.byteLength(text));
    expect(stringsIn(whole)).toContain('say "hello"');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
        expect(await redactedText(text, size)).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('replaces strings too long to be held, whatever they are and wherever they are cut', async () => {
    const text = snapshotText([
      { type: 'closure', name: '\\'.repeat(200_000) },
      { type: 'string', name: 'a' },
    ]);
    for (const size of [65_536, 65_537, 100_001]) {
      const result = await redactedText(text, size);
      expect(stringsIn(result)).toContain('x'.repeat(400_000));
      expect(result.length).toBe(text.length);
    }
  });

  it('has the graph, the dominators and the retained sizes of the original, and none of its secrets', async () => {
    const path = await takenSnapshots(`
      class Session { constructor(i) { this.token = ['secret', i].join('-'); this.byKey = new WeakMap(); this.byKey.set(this, ['secret', 'weak', i].join('-')); } }
      globalThis.sessions = new Map();
      globalThis.plain = {};
      for (let i = 0; i < 300; i++) {
        sessions.set(['secret', 'key', i].join('-'), new Session(i));
        plain[['secret', 'property', i].join('-')] = { at: i, listener: () => i };
      }
      snap('a');
    `);
    const original = await readFile(path('a'), 'latin1');
    const result = await redactedText(original);
    for (const secret of ['secret-17', 'secret-weak-17', 'secret-key-17', 'secret-property-17'])
      expect(original).toContain(secret);
    expect(result).not.toMatch(/secret-(?:\d|key|weak|property)/);
    const [before, after] = [
      new HeapSnapshot(await readText(original)),
      new HeapSnapshot(await readText(result)),
    ];
    expect(after.totalBytes).toBe(before.totalBytes);
    expect(after.graph.nodes.ids).toEqual(before.graph.nodes.ids);
    expect(after.tree.order).toEqual(before.tree.order);
    expect(after.tree.dominators).toEqual(before.tree.dominators);
    expect(after.tree.retainedSizes).toEqual(before.tree.retainedSizes);
    expect(after.distances).toEqual(before.distances);
    const session = ({ histogram }: HeapSnapshot) => histogram.find(({ name }) => name === 'Session');
    const { number: _one, ...expected } = session(before)!;
    expect(session(after)).toMatchObject({ ...expected, count: 300 });
  });
});

describe('what is no snapshot cannot be redacted', () => {
  const text = snapshotText([
    { type: 'synthetic', edges: [['element', 1, 1]] },
    { type: 'string', name: 'a' },
  ]);

  it.each([
    ['', /begin with|be whole/],
    ['{"snapshot":{', /be whole, but it ends after 13 bytes, before the end of its nodes/],
    [text.slice(0, text.indexOf('"edges"')), /before the end of its edges/],
    [text.slice(0, -4), /before the end of its strings/],
    [text.slice(0, -2), /before its end/],
    [text.replace('"nodes":', '"later":'), /have its nodes before its edges/],
    [text.replace('"edges":', '"later":'), /have its edges before its strings/],
    [text.replace('"locations":', '"nodes":'), /have one list of nodes/],
    [text.replace('"edges":[', '"edges":[1,2,3,'), /have as many edges as its head says, but there are more/],
    [text.replace('"edge_count":1', '"edge_count":2'), /its head says 2 and there are 1/],
    [text.replace('"node_count":2', '"node_count":1'), /there are more than 1/],
    [text.replace('"nodes":[', '"nodes":[-'), /have whole numbers in its lists, but there is "-"/],
    [text.replace('"edges":[', '"edges":[1,'), /have whole records|more than/],
    [text.replace('"strings":[', '"strings":[1,'), /have nothing but strings/],
  ])('%#', async (given, reason) => {
    await expect(redactedText(given)).rejects.toThrow(reason);
  });

  it('says so of an edge that leads out of the file', async () => {
    const strange = snapshotText([
      { type: 'code', edges: [['element', 1, 99]] },
      { type: 'string', name: 'a' },
    ]);
    await expect(redactedText(strange)).rejects.toThrow('have edges to its own nodes');
  });
});
