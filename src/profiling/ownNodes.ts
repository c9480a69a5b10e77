import type { CallFrame, ProfileNode } from './InspectorSession.ts';

/**
 * Ids of the nodes in which Tidemark itself allocates: its own functions, and what Node and V8 do for them.
 *
 * @param ownFolder URL of the folder that Tidemark's code lies in, `undefined` where it is bundled with the application
 */
export function ownNodes(head: ProfileNode, ownFolder: string | undefined): ReadonlySet<number> {
  const own = new Set<number>();
  if (ownFolder === undefined) return own;
  const visit = ({ callFrame, children, id }: ProfileNode, isOwn: boolean): void => {
    const ours = hasFile(callFrame) ? callFrame.url.startsWith(ownFolder) : isOwn;
    if (ours) own.add(id);
    for (const child of children) visit(child, ours);
  };
  visit(head, false);
  return own;
}

/** Whether a function has a file, and is not one of Node's own. */
export function hasFile({ url }: CallFrame): boolean {
  return url !== '' && !url.startsWith('node:');
}
