import { ScriptKernel } from './kernel/ScriptKernel.ts';
import type { SnapshotKernel } from './kernel/SnapshotKernel.ts';
import { WebAssemblyKernel } from './kernel/WebAssemblyKernel.ts';
import { windowBytes } from './windowSizes.ts';

/** One kernel of each kind that this Node.js can run. */
export function newKernels(): SnapshotKernel[] {
  return [new ScriptKernel(windowBytes), new WebAssemblyKernel(windowBytes)];
}
