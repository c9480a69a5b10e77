import { discardingSession } from './discardingSession.ts';

/** One call frame of a profile. Lines and columns count from 0, and are those of the function's beginning. */
export interface CallFrame {
  readonly functionName: string;
  /** A URL, a path (CommonJS), `node:…`, or nothing. */
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A call frame, and what it called. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children: readonly ProfileNode[];
}

/** A sampling heap profile: the tree of call frames, and the sampled allocations that are alive. */
export interface HeapProfile {
  readonly head: ProfileNode;
  readonly samples: readonly {
    /** Place in the order of all sampled allocations. */
    readonly ordinal: number;
    /** The bytes it stands for. */
    readonly size: number;
    /** The frame that allocated it. */
    readonly nodeId: number;
  }[];
}

/** What the sampler needs of an inspector session within this process. It answers before `post` returns. */
export interface InspectorSession {
  connect(): void;
  disconnect(): void;
  post(
    method: string,
    parameters: object,
    answer: (error: Error | null, result?: { readonly profile?: HeapProfile }) => void,
  ): void;
}

/**
 * A session with the inspector of this thread; the inspector is loaded only now.
 *
 * @throws Error in a Node that was built without inspector
 */
export function openSession(): InspectorSession {
  const { Session, url } = process.getBuiltinModule('node:inspector');
  return discardingSession(new Session() as InspectorSession, { isDebugged: () => url() !== undefined });
}
