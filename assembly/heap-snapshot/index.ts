// The heap-snapshot kernel in AssemblyScript. `npm run build:kernel` compiles it into
// src/profiling/heap-snapshot/kernel/kernelBinary.ts.
export {
  breadthFirst,
  depthFirst,
  findDominators,
  markReachable,
  spreadOwners,
} from './graph';
export { parseEdges, parseNodes, parseNumbers, parseStrings } from './parse';
export { beginSection, edges, ended, fault, hugeCount, position, records } from './state';
