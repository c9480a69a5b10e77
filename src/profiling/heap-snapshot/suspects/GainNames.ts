import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import type { Gain } from './gains.ts';

const scope = 'system / Context';
const bound = 'function native_bind';
const mostNames = 3;

/** What gains are called where V8's name for the objects says nothing to the program's author. */
export class GainNames {
  readonly #snapshot: HeapSnapshot;
  readonly #edges: ObjectEdges;
  /** Names of the functions that share each of the scopes which were gained. */
  readonly #functionsOf: Map<number, Set<string>> = new Map();

  /** @param gains whose names will be asked for */
  constructor(snapshot: HeapSnapshot, gains: readonly Gain[]) {
    this.#snapshot = snapshot;
    this.#edges = new ObjectEdges(snapshot.graph);
    for (const { name, samples } of gains) {
      if (name === scope) for (const node of samples) this.#functionsOf.set(node, new Set());
    }
    if (this.#functionsOf.size > 0) this.#nameFunctions();
  }

  /** `scope of onTick, onEnd` for the variables that these functions share, `bound onTick`; else what it is anyway. */
  nameOf({ name, samples }: Pick<Gain, 'name' | 'samples'>): string {
    if (name === scope) {
      const names = new Set(samples.flatMap((node) => [...(this.#functionsOf.get(node) ?? [])]));
      return names.size === 0 ? 'scope of a function' : `scope of ${listed(names)}`;
    }
    if (name !== bound) return name;
    const { graph } = this.#snapshot;
    const names = new Set(
      samples.map((node) => {
        const target = this.#edges.child(node, 'bound_function');
        return (target !== undefined && graph.nameOf(target)) || '(anonymous)';
      }),
    );
    return `bound function ${listed(names)}`;
  }

  #nameFunctions(): void {
    const { graph } = this.#snapshot;
    const closure = graph.nodeType('closure');
    for (let node = 0; node < graph.nodeCount; node++) {
      if (graph.nodes.types[node] !== closure) continue;
      const context = this.#edges.child(node, 'context');
      if (context === undefined) continue;
      this.#functionsOf.get(context)?.add(graph.nameOf(node) || '(anonymous)');
    }
  }
}

function listed(names: ReadonlySet<string>): string {
  const sorted = [...names].sort();
  const more = sorted.length - mostNames;
  return more > 0 ? `${sorted.slice(0, mostNames).join(', ')} and ${more} more` : sorted.join(', ');
}
