import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import type { HubMessage } from '../wire/message.ts';

interface OpenCall {
  /** The process's id. */
  readonly id: string;
  readonly settle: (answer: ProcessAnswer) => void;
}

/** Calls back once after a while, without keeping the process alive. Returns a function that calls it off. */
type Schedule = (callback: () => void, delayMs: number) => () => void;

/** Longer than any of them should take: pruning waits for 10 s, and collections of a huge heap pause for seconds. */
const patienceMs = 60_000;

/** What agents have been called for and have not answered yet. */
export class CallRequests {
  readonly #open: Map<number, OpenCall> = new Map();
  readonly #schedule: Schedule;
  #last = 0;

  /** @param schedule @default an unref'd setTimeout */
  constructor(schedule: Schedule = unrefTimeout) {
    this.#schedule = schedule;
  }

  /** Calls for something. Resolves with the answer, or with why there is none. */
  ask(id: string, say: (message: HubMessage) => void, call: ProcessCall): Promise<ProcessAnswer> {
    const request = ++this.#last;
    return new Promise((resolve) => {
      const refuse = (): void => this.take(id, request, refused(unanswered));
      const callOff = this.#schedule(refuse, patienceMs);
      const settle = (answer: ProcessAnswer): void => {
        callOff();
        resolve(answer);
      };
      this.#open.set(request, { id, settle });
      say({ type: 'call', request, call });
    });
  }

  /** What the agent answers. What another process answers, or too late, is passed over. */
  take(id: string, request: number, answer: ProcessAnswer): void {
    const open = this.#open.get(request);
    if (open === undefined || open.id !== id) return;
    this.#open.delete(request);
    open.settle(answer);
  }

  /** The process has ended. */
  ended(id: string): void {
    for (const [request, open] of this.#open) {
      if (open.id === id) this.take(id, request, refused('The process ended, or left the hub, meanwhile.'));
    }
  }
}

const unanswered =
  'The process has not answered for 60 s: its event loop is blocked, or its Tidemark is an older one.';

function refused(reason: string): ProcessAnswer {
  return { type: 'refused', reason };
}

function unrefTimeout(callback: () => void, delayMs: number): () => void {
  const timeout = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timeout);
}
