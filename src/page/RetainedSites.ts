import type { PageTarget } from './PageTarget.ts';

/** A function of the page, and what of its allocations is alive. */
export interface PageSite {
  /** As the page's code names it; `(anonymous)` where it does not. */
  readonly function: string;
  readonly url: string;
  /** From 1. */
  readonly line: number;
  /** Estimated from a sample. */
  readonly liveBytes: number;
}

interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

const intervalBytes = 2_048;

/** Samples the page's allocations, and tells which of them have stayed. Elements are not among them, their wrappers are. */
export class RetainedSites {
  readonly #target: PageTarget;

  constructor(target: PageTarget) {
    this.#target = target;
  }

  async start(): Promise<void> {
    await this.#target.send('HeapProfiler.startSampling', { samplingInterval: intervalBytes });
  }

  /** The functions whose allocations since the start are alive, most bytes first. To be asked after a collection. */
  async read(): Promise<PageSite[]> {
    const { profile } = await this.#target.send<{ profile: { head: ProfileNode } }>(
      'HeapProfiler.getSamplingProfile',
    );
    const sites = new Map<string, PageSite>();
    add(profile.head, undefined, sites);
    return [...sites.values()].sort((left, right) => right.liveBytes - left.liveBytes);
  }
}

/** What has no place in the page's code, as `Array.push`, counts for who called it. */
function add(node: ProfileNode, caller: PageSite | undefined, sites: Map<string, PageSite>): void {
  const { functionName, url, lineNumber } = node.callFrame;
  const site =
    url === ''
      ? caller
      : { function: functionName || '(anonymous)', url, line: lineNumber + 1, liveBytes: 0 };
  if (site !== undefined && node.selfSize > 0) {
    const key = `${site.function} ${site.url}:${site.line}`;
    const before = sites.get(key)?.liveBytes ?? 0;
    sites.set(key, { ...site, liveBytes: before + node.selfSize });
  }
  for (const child of node.children) add(child, site, sites);
}
