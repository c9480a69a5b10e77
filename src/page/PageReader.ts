import type { PageCounts, PageReading } from './PageReading.ts';
import type { PageTarget } from './PageTarget.ts';

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

interface DomCounters {
  readonly documents: number;
  readonly nodes: number;
  readonly jsEventListeners: number;
}

interface DetachedTrees {
  readonly count: number;
  readonly roots: readonly (readonly [string, number])[];
}

/**
 * Of all nodes that JavaScript knows, those in no document: the whole trees that they keep, and what their roots are. Counted by
 * XPath, since walking a tree would make an object of the heap for each node of it. Contents of templates are in no document
 * either; they do not grow.
 */
const countDetached = `function () {
  const trees = new Set();
  for (const node of this) {
    // Prototypes are among them, and are no nodes.
    try { if (!node.isConnected) trees.add(node.getRootNode({ composed: true })); } catch {}
  }
  const roots = new Map();
  let count = 0;
  for (const root of trees) {
    const name = root.nodeName.toLowerCase() + (root.id ? '#' + root.id : '') +
      [...(root.classList ?? [])].slice(0, 3).map((each) => '.' + each).join('');
    roots.set(name, (roots.get(name) ?? 0) + 1);
    count += root.ownerDocument.evaluate('count(descendant-or-self::node())', root, null, 1).numberValue;
  }
  return { count, roots: [...roots].sort((a, b) => b[1] - a[1]).slice(0, 50) };
}`;

/** Collects garbage in a page, and reads what is left. */
export class PageReader {
  readonly #target: PageTarget;

  constructor(target: PageTarget) {
    this.#target = target;
  }

  async read(): Promise<PageReading> {
    await this.#collect();
    const detached = await this.#detached();
    // What looking has made is garbage, too.
    await this.#collect();
    const dom = await this.#target.send<DomCounters>('Memory.getDOMCounters');
    const heap = await this.#target.send<HeapUsage>('Runtime.getHeapUsage');
    const counts: PageCounts = {
      heap: heap.usedSize,
      ...(heap.backingStorageSize === undefined ? {} : { buffers: heap.backingStorageSize }),
      nodes: dom.nodes,
      ...(detached === undefined ? {} : { detached: detached.count }),
      listeners: dom.jsEventListeners,
      documents: dom.documents,
    };
    return { counts, detachedRoots: new Map(detached?.roots) };
  }

  /** Twice, since what has a finalizer goes a collection later. What was logged is let go of: the browser keeps it for its console. */
  async #collect(): Promise<void> {
    await this.#target.send('Runtime.discardConsoleEntries');
    await this.#target.send('HeapProfiler.collectGarbage');
    await this.#target.send('HeapProfiler.collectGarbage');
  }

  /** `undefined` where the page is no document with nodes, or forbids it. */
  async #detached(): Promise<DetachedTrees | undefined> {
    try {
      const prototypeObjectId = await this.#target.object('Node.prototype');
      const { objects } = await this.#target.send<{ objects: { objectId: string } }>('Runtime.queryObjects', {
        prototypeObjectId,
        objectGroup: 'tidemark',
      });
      return await this.#target.call<DetachedTrees>(objects.objectId, countDetached);
    } catch {
      return undefined;
    } finally {
      await this.#target.release();
    }
  }
}
