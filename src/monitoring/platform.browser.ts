import { browserSource } from '../sampling/browserSource.ts';
import type { MemorySource } from '../sampling/MemorySource.ts';
import type { Diagnostics } from './Diagnostics.ts';
import type { LeakWitness } from './LeakWitness.ts';

let source: MemorySource | undefined;

/** The memory of this page: one source, made when first asked for, shared by all monitors and never closed. */
export function defaultSource(): MemorySource {
  source ??= browserSource();
  return source;
}

/** A page has no diagnostics channels. */
export const diagnostics: Diagnostics = {
  hasSubscribers: () => false,
  publish: () => {},
};

/** Nor anybody who would listen. */
export const witness: LeakWitness = {
  addReading: () => {},
  addSiteLook: () => {},
  setSites: () => {},
  addResources: () => {},
  addLoopUse: () => {},
  addModules: () => {},
};

/** A page has no script of its own. */
export const program: string | undefined = undefined;

/** A page serves no requests. */
export function eachRequest(_begun: () => void): () => void {
  return () => {};
}
