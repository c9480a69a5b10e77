import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageOf } from '../sampling/packageOf.ts';
import type { AllocationSite } from '../wire/event.ts';
import type { CallFrame } from './InspectorSession.ts';
import { SourceMaps } from './SourceMaps.ts';
import { callbackName } from './source-code/callbackName.ts';

/** How people find a site. */
export type SiteLabel = Pick<AllocationSite, 'function' | 'file' | 'line' | 'package'>;

/** What {@link SiteLabels} works with. */
export interface SiteLabelsOptions {
  /** Finds places in sources. @default what Node has loaded, and the maps that files name */
  readonly sourceMaps?: (() => SourceMaps) | undefined;
  /** Files below it are named relative to it. @default the working directory */
  readonly directory?: string | undefined;
}

const mostLabels = 256;

/**
 * Names sites: function, file, line and npm package, in the source where a source map leads there. The line is that of
 * the function's beginning, because V8 tells no other. A function without a name is called by what is around it in its
 * file: `callback in loadUsers`.
 */
export class SiteLabels {
  readonly #sourceMaps: () => SourceMaps;
  readonly #directory: string;
  readonly #labels: Map<string, SiteLabel> = new Map();

  constructor({
    sourceMaps = () => new SourceMaps(),
    directory = workingDirectory(),
  }: SiteLabelsOptions = {}) {
    this.#sourceMaps = sourceMaps;
    this.#directory = directory;
  }

  /** The labels of these sites, by site. */
  async of(frames: ReadonlyMap<string, CallFrame>): Promise<ReadonlyMap<string, SiteLabel>> {
    if (this.#labels.size > mostLabels) this.#labels.clear();
    const sourceMaps = this.#sourceMaps();
    const labels = new Map<string, SiteLabel>();
    for (const [site, frame] of frames) {
      const label = this.#labels.get(site) ?? (await this.#label(frame, sourceMaps));
      this.#labels.set(site, label);
      labels.set(site, label);
    }
    return labels;
  }

  async #label(frame: CallFrame, sourceMaps: SourceMaps): Promise<SiteLabel> {
    const { url, functionName, lineNumber, columnNumber } = frame;
    const place = await sourceMaps.placeOf(url, lineNumber, columnNumber);
    const file = place?.file ?? pathOf(url);
    return {
      function: functionName || (await callbackName(frame, sourceMaps)),
      file: this.#shortened(file),
      line: (place?.line ?? lineNumber) + 1,
      package: packageOf(file) ?? packageOf(url),
    };
  }

  #shortened(file: string): string {
    if (!isAbsolute(file)) return file;
    const below = relative(this.#directory, file);
    return below.startsWith('..') || isAbsolute(below) ? file : below;
  }
}

/** A process may have lost its working directory. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
