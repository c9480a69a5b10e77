import { basename } from 'node:path';
import { scriptOf } from '../monitoring/scriptOf.ts';
import type { ProcessIdentity, ProcessRole } from '../wire/process.ts';

/** What this thread can find out about itself. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  /** 0 for the main thread. */
  readonly threadId: number;
  /** The name that `new Worker(file, { name })` gave, where Node tells it. */
  readonly threadName: string | undefined;
  readonly isClusterWorker: boolean;
  /** What Node.js runs, where that is a file. */
  readonly script: string | undefined;
  /** Pid of the hub that started the application; `undefined` without a hub. */
  readonly hubPid: number | undefined;
  readonly nodeVersion: string;
  readonly platform: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What a configuration says about a process. */
export interface IdentitySettings {
  readonly name: string | undefined;
  readonly intervalMs: number;
}

/** Says who this process, or this thread of it, is. */
export function processIdentity(facts: ProcessFacts, settings: IdentitySettings): ProcessIdentity {
  const { pid, parentPid, threadId, nodeVersion, platform, startedAt } = facts;
  return {
    id: threadId === 0 ? `${pid}` : `${pid}.${threadId}`,
    pid,
    threadId,
    parentPid,
    role: roleOf(facts),
    name: settings.name ?? nameOf(facts),
    nodeVersion,
    platform,
    startedAt,
    intervalMs: settings.intervalMs,
  };
}

/** The facts of the thread that asks. */
export function readProcessFacts(): ProcessFacts {
  const threads = process.getBuiltinModule('node:worker_threads') as typeof import('node:worker_threads') & {
    readonly threadName?: string;
  };
  const hubPid = Number(process.env.TIDEMARK_HUB_PID);
  return {
    pid: process.pid,
    parentPid: process.ppid,
    threadId: threads.threadId,
    threadName: threads.threadName,
    isClusterWorker: isClusterWorker(),
    script: scriptOf(process, threads.isMainThread),
    hubPid: Number.isInteger(hubPid) && hubPid > 0 ? hubPid : undefined,
    nodeVersion: process.version,
    platform: process.platform,
    startedAt: Math.round(Date.now() - process.uptime() * 1000),
  };
}

function isClusterWorker(): boolean {
  // Only a process with a channel to its parent can be one; loading the module elsewhere is dear.
  if (process.send === undefined) return false;
  const cluster: unknown = process.getBuiltinModule('node:cluster');
  return (cluster as { readonly isWorker: boolean }).isWorker;
}

/** How a process came to be. */
export function roleOf({ threadId, isClusterWorker, hubPid, parentPid }: ProcessFacts): ProcessRole {
  if (threadId !== 0) return 'worker-thread';
  if (isClusterWorker) return 'cluster-worker';
  return hubPid === undefined || hubPid === parentPid ? 'main' : 'child';
}

/** The base name of the script alone: arguments may hold secrets, and so may `--eval`. */
function nameOf({ threadName, script }: ProcessFacts): string {
  // Node calls a worker without a name so.
  if (threadName && threadName !== 'WorkerThread') return threadName;
  const name = basename(script ?? '');
  return name === '' || name === '-' ? 'node' : name;
}
