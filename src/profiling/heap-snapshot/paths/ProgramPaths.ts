import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { PathWords } from '../PathWords.ts';
import { noEdge } from '../ShortestPaths.ts';
import { WordList } from '../WordList.ts';
import { findLandmarks, type Landmarks } from './findLandmarks.ts';
import { fileOf, type Landmark } from './Landmark.ts';
import { linkEdges } from './linkEdges.ts';
import { ObjectEdges } from './ObjectEdges.ts';
import { PassableEdges } from './PassableEdges.ts';
import { wordsOf } from './pathPhrases.ts';
import { ShortFiles } from './ShortFiles.ts';
import { stackVariable } from './stackFrames.ts';
import { timerLinks } from './TimerLists.ts';

/** How the program reaches an object. */
export interface ProgramPath {
  /** For people: `sessions (module /app/server.js)`. */
  readonly text: string;
  /** The same in every run: without indices and lines. */
  readonly masked: string;
}

const unreached = 255;
/** Ways of the same length that are compared; of more, those with the first names. */
const mostWays = 8;
/** Each is a search through all edges; beyond, the first name decides. */
const mostLooks = 200;
/** Nobody reads a longer one: a list whose end is far from its beginning. */
const longestPath = 64;

interface Way {
  readonly edges: readonly number[];
  readonly landmark: Landmark | undefined;
  readonly path: ProgramPath;
  /** Before the first word, where it begins within Node.js. */
  readonly prefix?: string;
}

/**
 * Paths as the program's author knows them: from the global object and the variables of modules, else from timers, functions
 * that wait and open handles. Of several that are equally short, the same is chosen in every run, by names. What can be reached
 * over V8's and Node.js's own objects alone has the shortest path of all.
 */
export class ProgramPaths {
  readonly #snapshot: HeapSnapshot;
  readonly #edges: ObjectEdges;
  readonly #landmarks: Landmarks;
  readonly #files: ShortFiles = new ShortFiles(() => this.#filesOfProgram());
  readonly #words: PathWords;
  readonly #passable: PassableEdges;
  readonly #ways: Map<number, Way> = new Map();

  /** @param wanted nodes whose paths will be asked for */
  constructor(snapshot: HeapSnapshot, wanted: readonly number[]) {
    const { graph } = snapshot;
    this.#snapshot = snapshot;
    this.#edges = new ObjectEdges(graph);
    this.#landmarks = findLandmarks(graph, this.#edges);
    this.#words = new PathWords(graph, snapshot.retainers);
    this.#passable = new PassableEdges(graph, this.#edges);
    const targets = new Set(wanted);
    for (const marks of [this.#landmarks.ofProgram, this.#landmarks.ofNode]) {
      if (targets.size === 0) break;
      const walk = this.#walk(marks, targets);
      for (const node of targets) {
        if (walk[node] === unreached) continue;
        this.#ways.set(node, this.#best(node, walk, marks, new Map()));
        targets.delete(node);
      }
    }
  }

  /** The path to one of the wanted nodes. */
  pathTo(node: number): ProgramPath {
    return this.#wayTo(node).path;
  }

  /** The path over one edge more, from one of the wanted nodes to another node. */
  pathOver(edge: number): ProgramPath {
    const { edges, landmark, prefix } = this.#wayTo(this.#snapshot.retainers.sourceOf(edge));
    return this.#way([...edges, edge], landmark, prefix).path;
  }

  #wayTo(node: number): Way {
    let way = this.#ways.get(node);
    if (way === undefined) {
      way = this.#shortest(node);
      this.#ways.set(node, way);
    }
    return way;
  }

  /** How one link of a chain leads to the next: `.next`, `closure variable "before"`; `''` where that cannot be told. */
  linkWords(from: number, to: number): string {
    return this.#phrase(linkEdges(this.#snapshot.graph, from, to), undefined).masked;
  }

  /** Steps from landmarks to every node that is no further than the longest path, until all targets have been met. */
  #walk(marks: ReadonlyMap<number, Landmark>, targets: ReadonlySet<number>): Uint8Array {
    const { nodeCount, nodes, edges } = this.#snapshot.graph;
    const steps = new Uint8Array(nodeCount).fill(unreached);
    const queue = new WordList();
    let missing = targets.size;
    const meet = (node: number, distance: number): void => {
      if (steps[node] !== unreached || distance > longestPath) return;
      steps[node] = distance;
      queue.push(node);
      if (targets.has(node)) missing -= 1;
    };
    for (const node of marks.keys()) meet(node, 0);
    for (let at = 0; at < queue.length && missing > 0; at++) {
      const node = queue.at(at);
      for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
        const target = edges.targets[edge]!;
        if (steps[target] === unreached && this.#passable.has(edge, node)) meet(target, steps[node]! + 1);
      }
    }
    return steps;
  }

  /** Of the shortest ways, the one whose words come first. */
  #best(node: number, steps: Uint8Array, marks: ReadonlyMap<number, Landmark>, known: Map<number, Way>): Way {
    const present = known.get(node);
    if (present !== undefined) return present;
    const landmark = marks.get(node);
    let best: Way | undefined;
    if (steps[node] === 0) best = this.#way([], landmark);
    else {
      const { retainers } = this.#snapshot;
      const ways = retainers
        .edgesTo(node)
        .map((edge) => ({ edge, from: retainers.sourceOf(edge) }))
        .filter(({ edge, from }) => steps[from] === steps[node]! - 1 && this.#passable.has(edge, from))
        .map((way) => ({ ...way, key: this.#words.step(way.edge).masked }))
        .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      for (const { edge, from } of ways.slice(0, known.size < mostLooks ? mostWays : 1)) {
        const above = this.#best(from, steps, marks, known);
        const way = this.#way([...above.edges, edge], above.landmark);
        if (best === undefined || isBefore(way, best)) best = way;
      }
    }
    known.set(node, best!);
    return best!;
  }

  #way(edges: readonly number[], landmark?: Landmark, prefix = ''): Way {
    const { text, masked } = this.#phrase(edges, landmark);
    return {
      edges,
      landmark,
      path: { text: `${prefix}${text}`, masked: `${prefix}${masked}` },
      prefix,
    };
  }

  #phrase(edges: readonly number[], landmark: Landmark | undefined): ProgramPath {
    return wordsOf(
      this.#snapshot,
      this.#edges,
      edges.map((edge) => this.#words.step(edge)),
      edges,
      landmark,
      this.#files,
    );
  }

  *#filesOfProgram(): Generator<string> {
    const { ofProgram, ofNode } = this.#landmarks;
    for (const { kind, words } of ofProgram.values()) if (kind !== 'global') yield words;
    const scripts = new Set<string>();
    for (const { closure } of ofNode.values())
      if (closure !== undefined) scripts.add(this.#edges.scriptOf(closure));
    for (const script of scripts) yield fileOf(script);
  }

  /** From the last landmark on the shortest path, or from where it leaves Node.js. */
  #shortest(node: number): Way {
    const { retainers, graph } = this.#snapshot;
    const edges = retainers.pathTo(node);
    const { ofProgram, ofNode } = this.#landmarks;
    for (let at = edges.length - 1; at >= 0 && edges[at] !== noEdge; at--) {
      const from = retainers.sourceOf(edges[at]!);
      if (timerLinks.has(this.#edges.nameOf(edges[at]!) ?? '')) {
        return this.#way(edges.slice(at + 1), { rank: 0, kind: 'timer', words: 'a timer of Node.js' });
      }
      const variable = stackVariable(graph, this.#edges, edges[at]!);
      if (variable !== undefined) return this.#way(edges.slice(at + 1), variable);
      const landmark = ofNode.get(from) ?? ofProgram.get(from);
      if (landmark !== undefined && landmark.kind !== 'global') {
        return this.#way(edges.slice(at), landmark);
      }
      const isNodes = graph.typeOf(from) === 'closure' && !this.#edges.isOfProgram(from);
      if (isNodes && this.#edges.nameOf(edges[at]!) === 'context') {
        return this.#way(edges.slice(at), undefined, "Node.js's own ");
      }
    }
    return this.#way(edges);
  }
}

function isBefore(one: Way, other: Way): boolean {
  const rank = (one.landmark?.rank ?? 0) - (other.landmark?.rank ?? 0);
  return rank !== 0 ? rank < 0 : one.path.masked < other.path.masked;
}
