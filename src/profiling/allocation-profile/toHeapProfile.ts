import type { AllocationNode, AllocationProfile } from './AllocationProfile.ts';
import { checkProfile } from './checkProfile.ts';

interface DevToolsNode {
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly selfSize: number;
  readonly id: number;
  readonly children: readonly DevToolsNode[];
}

/** The profile as the JSON of a `.heapprofile` file, which the Memory panel of Chrome DevTools loads. */
export function toHeapProfile(profile: AllocationProfile): string {
  checkProfile('profile', profile);
  let ids = 0;
  const samples: { size: number; nodeId: number; ordinal: number }[] = [];
  const convert = (node: AllocationNode): DevToolsNode => {
    const id = ++ids;
    if (node.selfBytes > 0) samples.push({ size: node.selfBytes, nodeId: id, ordinal: samples.length + 1 });
    return {
      callFrame: {
        functionName: node.function,
        scriptId: '0',
        url: node.file,
        lineNumber: node.line - 1,
        columnNumber: node.file === '' ? -1 : 0,
      },
      selfSize: node.selfBytes,
      id,
      children: node.children.map(convert),
    };
  };
  const head = convert(profile.root);
  return JSON.stringify({ head, samples });
}
