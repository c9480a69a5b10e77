import type { ProcessAnswer, ProcessCall } from './call.ts';
import type { MemoryEvent } from './event.ts';
import type { ProcessExit, ProcessIdentity, ProcessSummary } from './process.ts';
import type { Analysis } from './snapshot.ts';
import type { SnapshotOrder, TakingNews } from './snapshotTaking.ts';

/** Version of the agent–hub and hub–dashboard protocol. A peer with another major version is told so and left alone. */
export const protocolVersion = 1;

/** A row as JSON has it: numbers in the order of the sender's fields, `null` for what is unknown. */
export type WireRow = readonly (number | null)[];

/** What an agent says to the hub, one JSON object a line. `hello` comes first. */
export type AgentMessage =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly process: ProcessIdentity;
      /** The sender's field order, so that a newer agent and an older hub still understand each other. */
      readonly fields: readonly string[];
    }
  | {
      readonly type: 'sample';
      readonly row: WireRow;
      /** Messages dropped since the last one that was sent. Left out when 0. */
      readonly dropped?: number;
    }
  | { readonly type: 'event'; readonly event: MemoryEvent }
  /** How a heap snapshot that the hub has asked for goes on. */
  | { readonly type: 'taking'; readonly request: number; readonly news: TakingNews }
  /** What the hub has called for. */
  | { readonly type: 'answer'; readonly request: number; readonly answer: ProcessAnswer }
  /** How a process ended that the sender has started. */
  | ({ readonly type: 'child-ended'; readonly pid: number } & Pick<ProcessExit, 'code' | 'signal'>)
  | { readonly type: 'goodbye'; readonly reason: string };

/** What the hub says to an agent, one JSON object a line. */
export type HubMessage =
  | { readonly type: 'welcome'; readonly protocol: number }
  | { readonly type: 'refused'; readonly reason: string }
  /** An agent that came into a running process is to stop, and to leave nothing behind. Others pass it over. */
  | { readonly type: 'leave' }
  | CallCommand
  | SnapshotCommand;

/** What the hub calls for, under a number of its own. */
export interface CallCommand {
  readonly type: 'call';
  readonly request: number;
  readonly call: ProcessCall;
}

/** What the hub wants of an agent: a heap snapshot, under a number of its own, and no longer that. */
export type SnapshotCommand =
  | { readonly type: 'take-snapshot'; readonly request: number; readonly order: SnapshotOrder }
  | { readonly type: 'call-off-snapshot'; readonly request: number };

/** What the dashboard receives, live: each as one server-sent event of the same name, with an increasing id. */
export type DashboardMessage =
  | { readonly type: 'process'; readonly process: ProcessSummary }
  | { readonly type: 'sample'; readonly id: string; readonly row: WireRow }
  | { readonly type: 'event'; readonly id: string; readonly event: MemoryEvent }
  /** How the analysis of a heap snapshot is getting on. */
  | { readonly type: 'analysis'; readonly analysis: Analysis }
  /** What was missed can no longer be replayed: fetch the history again. */
  | { readonly type: 'reset' }
  /** The server ends with what it has watched: the connection is about to close, and nothing more will come. */
  | { readonly type: 'end' };

/** What `GET /api/processes/:id/history` answers: columns as arrays, so that a chart takes them as they are. */
export interface HistoryAnswer {
  readonly id: string;
  /** Names of the columns, `time` first, in the order of {@link sampleFields}. */
  readonly fields: readonly string[];
  /** One array per field; all of one length; ascending in time. */
  readonly columns: readonly (readonly (number | null)[])[];
  /** Milliseconds between two rows. */
  readonly stepMs: number;
  /** Events of that range, oldest first, without `memory:sampled`. */
  readonly events: readonly MemoryEvent[];
}
