import { foldRepeats, timesInWords } from './paths/foldRepeats.ts';
import type { RetainerTree } from './RetainerTree.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** One edge of a path, in words. */
export interface PathStep {
  /** As JavaScript writes it, where JavaScript can: `.users`, `[3]`, `["a key"]`, `[entry]`. `''` for V8's own. */
  readonly text: string;
  /** The same with what differs from run to run replaced by `*`. */
  readonly masked: string;
  readonly from: number;
  readonly to: number;
}

const identifier = /^[A-Za-z_$][\w$]*$/;
const privateName = /^#[A-Za-z_$][\w$]*$/;
const longestKey = 40;
/** Edges between the parts of one object, which the language does not have. */
const structural = new Set([
  'elements',
  'properties',
  'table',
  'context',
  'extension',
  'previous',
  'backing_store',
]);

/** Writes paths as a programmer would: `globalThis.app.users[3].onEnd → variable session`. */
export class PathWords {
  readonly #graph: SnapshotGraph;
  readonly #tree: RetainerTree;

  constructor(graph: SnapshotGraph, tree: RetainerTree) {
    this.#graph = graph;
    this.#tree = tree;
  }

  /** The shortest path to a node; steps that come again and again are told once: `{.next × 6,000}`. */
  pathTo(node: number): string {
    return foldRepeats(this.stepsTo(node).filter(({ text }) => text !== ''))
      .map((step) => ('times' in step ? `{${textOf(step.parts)} ${timesInWords(step.times)}}` : step.text))
      .join('')
      .trim();
  }

  /** The shortest path to a node, edge by edge. */
  stepsTo(node: number): PathStep[] {
    return this.#tree.pathTo(node).map((edge) => this.step(edge));
  }

  /** One edge. */
  step(edge: number): PathStep {
    const graph = this.#graph;
    const from = this.#tree.sourceOf(edge);
    const to = graph.edges.targets[edge]!;
    const name = graph.edges.names[edge]!;
    const step = (text: string, masked = text): PathStep => ({ text, masked, from, to });
    switch (graph.format.edgeTypes[graph.edges.types[edge]!]) {
      case 'shortcut':
        return step('globalThis');
      case 'element':
        return from === graph.root ? step(this.#rootName(to)) : step(`[${name}]`, '[*]');
      case 'property':
        // Objects of no class have no private fields, and may have keys that look like them.
        if (this.#isPartOf(from, 'AbortController') && graph.strings.text(name) === '#signal')
          return step('.signal');
        return step(propertyText(graph.strings.text(name), !this.#isPartOf(from, 'Object')));
      case 'context':
        return step(` → variable ${graph.strings.text(name)}`);
      case 'hidden':
        return this.#isPartOf(from, 'system / Context') ? step(' → a closure variable') : step('[entry]');
      case 'internal': {
        const text = graph.strings.text(name);
        if (structural.has(text)) return step('');
        if (/^\d+ \/ part of key \(/.test(text)) return step('[value in a WeakMap]');
        if (/^\d+$/.test(text)) return step('[entry]');
        return step(`{${text.slice(0, longestKey)}}`);
      }
      default:
        return step('{?}');
    }
  }

  #rootName(node: number): string {
    return this.#graph.nameOf(node) || 'V8';
  }

  #isPartOf(node: number, name: string): boolean {
    return this.#graph.nameOf(node) === name;
  }
}

function textOf(steps: readonly PathStep[]): string {
  return steps
    .map(({ masked }) => masked)
    .join('')
    .trim();
}

function propertyText(name: string, mayBePrivate: boolean): string {
  if (identifier.test(name) || (mayBePrivate && privateName.test(name))) return `.${name}`;
  if (/^<symbol .*>$/.test(name)) return `[${name.slice(8, -1)}]`;
  return `[${JSON.stringify(name.length > longestKey ? `${name.slice(0, longestKey)}…` : name)}]`;
}
