import { invalidSnapshot } from '../invalidSnapshot.ts';
import type { SnapshotFormat } from '../SnapshotFormat.ts';
import { NameUses, nameUse } from './NameUses.ts';

/** Types of nodes whose names the program or V8 gave them. The names of all others, unknown ones too, are values. */
const namedNodes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    hidden: nameUse.structure,
    array: nameUse.structure,
    object: nameUse.structure,
    code: nameUse.structure | nameUse.code,
    closure: nameUse.structure,
    native: nameUse.structure | nameUse.native,
    synthetic: nameUse.structure,
    'object shape': nameUse.structure,
    'wasm object': nameUse.structure,
  }),
);
/** Types of edges that have a name, and not a number. */
const namedEdges: ReadonlyMap<string, number> = new Map(
  Object.entries({
    context: nameUse.structure,
    property: nameUse.property,
    internal: nameUse.structure | nameUse.internal,
    shortcut: nameUse.structure,
    weak: nameUse.structure | nameUse.internal,
  }),
);
const stringTypes = ['string', 'concatenated string', 'sliced string'];

/** Notes what nodes and edges use strings for, as they pass by in the order of the file. */
export class GraphUses {
  readonly uses: NameUses = new NameUses();
  readonly #format: SnapshotFormat;
  readonly #nodeUses: readonly number[];
  readonly #edgeUses: readonly number[];
  readonly #isString: Uint8Array;
  readonly #code: number;
  readonly #types: Uint8Array;
  readonly #names: Uint32Array;
  readonly #edgeCounts: Uint32Array;
  #nodes = 0;
  #edges = 0;
  /** The node that the next edge comes from, and how many of its edges are to come. */
  #source = -1;
  #edgesLeft = 0;

  /** @throws TidemarkError `INVALID_SNAPSHOT` where memory does not suffice for so many nodes */
  constructor(format: SnapshotFormat) {
    const { nodeTypes, edgeTypes, nodeCount } = format;
    this.#format = format;
    this.#nodeUses = nodeTypes.map((type) => namedNodes.get(type) ?? 0);
    this.#edgeUses = edgeTypes.map((type) => namedEdges.get(type) ?? 0);
    this.#isString = Uint8Array.from(nodeTypes, (type) => (stringTypes.includes(type) ? 1 : 0));
    this.#code = nodeTypes.indexOf('code');
    try {
      this.#types = new Uint8Array(nodeCount);
      this.#names = new Uint32Array(nodeCount);
      this.#edgeCounts = new Uint32Array(nodeCount);
    } catch {
      throw invalidSnapshot('fit into memory', `its head says ${nodeCount.toLocaleString('en')} nodes`);
    }
  }

  /** Takes the fields of the next node. */
  node(record: Float64Array): void {
    const { nodeFields, nodeCount } = this.#format;
    if (this.#nodes === nodeCount) throw tooMany('nodes', nodeCount);
    const type = record[nodeFields.type]!;
    const name = record[nodeFields.name]!;
    this.#types[this.#nodes] = type;
    this.#names[this.#nodes] = name;
    this.#edgeCounts[this.#nodes] = record[nodeFields.edgeCount]!;
    this.#nodes += 1;
    const use = this.#nodeUses[type] ?? 0;
    if (use !== 0) this.uses.note(name, use);
  }

  /** Takes the fields of the next edge: type, name or index, target. */
  edge(record: Float64Array): void {
    const { nodeFields, nodeCount, edgeCount } = this.#format;
    if (this.#edges === edgeCount) throw tooMany('edges', edgeCount);
    while (this.#edgesLeft === 0) {
      this.#source += 1;
      if (this.#source >= nodeCount) throw tooMany('edges', this.#edges);
      this.#edgesLeft = this.#edgeCounts[this.#source]!;
    }
    this.#edgesLeft -= 1;
    this.#edges += 1;
    const use = this.#edgeUses[record[0]!] ?? 0;
    if (use !== 0) this.uses.note(record[1]!, use);
    if (this.#types[this.#source] !== this.#code) return;
    const target = record[2]! / nodeFields.count;
    if (!(Number.isInteger(target) && target < nodeCount)) {
      throw invalidSnapshot('have edges to its own nodes', `edge ${this.#edges} leads elsewhere`);
    }
    if (this.#isString[this.#types[target]!] === 1) {
      this.uses.noteMention(this.#names[this.#source]!, this.#names[target]!);
    }
  }

  /** @throws TidemarkError `INVALID_SNAPSHOT` where there are fewer nodes or edges than the head says */
  checkCounts(section: 'nodes' | 'edges'): void {
    const { nodeCount, edgeCount } = this.#format;
    const [found, promised] = section === 'nodes' ? [this.#nodes, nodeCount] : [this.#edges, edgeCount];
    if (found === promised) return;
    throw invalidSnapshot(
      `have as many ${section} as its head says`,
      `its head says ${promised.toLocaleString('en')} and there are ${found.toLocaleString('en')}`,
    );
  }
}

function tooMany(section: string, count: number): Error {
  return invalidSnapshot(
    `have as many ${section} as its head says`,
    `there are more than ${count.toLocaleString('en')}`,
  );
}
