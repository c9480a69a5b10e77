import { loadsTidemark } from '../doctor/patientHere.ts';
import { isNodeProcess, type ProcessFacts } from '../machine/ProcessFacts.ts';

/** What decides whether one may come into a process. */
export interface Examined {
  readonly facts: ProcessFacts;
  /** Whether it is the very process that asks. */
  readonly isSelf: boolean;
  /** The effective user of who asks. */
  readonly ownUserId: number | undefined;
  /** Whether it has files, process numbers or a network of its own. */
  readonly isElsewhere: boolean;
  /** Whether program and environment may be looked at. */
  readonly isReadable: boolean;
  /** `20.20.2`; `undefined` where that cannot be seen from outside. */
  readonly nodeVersion: string | undefined;
  /** Options of Node and V8. */
  readonly options: readonly string[];
}

/** The oldest Node.js that the agent runs in. */
const leastVersion = [20, 19] as const;

const reasons: readonly ((examined: Examined) => string | undefined)[] = [
  ({ isSelf }) => (isSelf ? 'That is this very tidemark.' : undefined),
  ({ facts: { pid, processId } }) =>
    processId === pid
      ? undefined
      : `${pid} is a thread of process ${processId}. Attach to ${processId}: its main thread is watched then, and its worker threads are not.`,
  ({ facts: { state } }) =>
    state === 'Z' ? 'It has ended already, and waits for its parent to take notice.' : undefined,
  ({ facts: { state, pid } }) =>
    state === 'T' || state === 't'
      ? `It is stopped, by a signal or a debugger. kill -CONT ${pid} lets it go on.`
      : undefined,
  ({ facts: { userId, pid }, ownUserId }) =>
    userId === ownUserId
      ? undefined
      : `It belongs to another user (${userId}). What is loaded into it works with its rights: sudo -u '#${userId}' tidemark attach ${pid}.`,
  ({ isElsewhere, facts: { namespacePids } }) =>
    isElsewhere
      ? `It is in a container, with files, processes or a network of its own. Run this inside of it, where its number is ${namespacePids.at(-1)}: docker exec, kubectl exec.`
      : undefined,
  ({ isReadable }) =>
    isReadable
      ? undefined
      : 'The system does not let this user look at it (hidepid, a program that changes its user, or no right to trace). Run this as root; in a container, with the capability SYS_PTRACE.',
  ({ facts }) =>
    isNodeProcess(facts)
      ? undefined
      : `It is ${facts.program}, and no Node.js, which would be called node. tidemark ps lists those that are.`,
  ({ nodeVersion }) =>
    nodeVersion !== undefined && isTooOld(nodeVersion) ? tooOldSentence(nodeVersion) : undefined,
  ({ options, facts: { environment = {} } }) =>
    loadsTidemark(options, environment)
      ? 'Tidemark is loaded there already, and reports to nobody who could be found: its hub has ended, it has none, or it has not started yet.'
      : undefined,
  ({ options }) =>
    options.some((option) => /^--(experimental-)?permission$/.test(option))
      ? 'Its permissions are limited (--permission), which forbids inspectors. Start it with tidemark/register instead.'
      : undefined,
];

/** Why one may not come into a process, in sentences; `undefined` where one may try. */
export function refusalOf(examined: Examined): string | undefined {
  for (const reason of reasons) {
    const sentence = reason(examined);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

/** Whether the agent cannot run in this version of Node.js. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < leastVersion[0] || (major === leastVersion[0] && minor < leastVersion[1]);
}

/** Why it is not attached to then. */
export function tooOldSentence(version: string): string {
  return `It runs on Node.js ${version}, and Tidemark on ${leastVersion.join('.')} and later.`;
}
