// The heap-snapshot kernel in AssemblyScript. `npm run build:kernel` compiles it into
// src/profiling/heap-snapshot/kernel/kernelBinary.ts.
export {
  breadthFirst,
  depthFirst,
  findDominators,
  markReachable,
  spreadOwners,
} from './graph';
export { listChildren, listOwners, nextMissing, settleOwners, sumRetained } from './nodeLoops';
export { parseEdges } from './edges';
export { parseNodes } from './nodes';
export { parseStrings } from './strings';
export { parseNumbers } from './words';
export { beginSection, edges, ended, fault, hugeCount, position, records } from './state';
