import { type ChildProcess, spawn } from 'node:child_process';
import { programEnvironment, programPath } from '../../harness/program.ts';
import type { Message } from '../application/Message.ts';
import type { Protection, Scenario } from '../Scenario.ts';
import type { MemoryGroup } from './MemoryGroup.ts';
import { MessageServer } from './MessageServer.ts';
import { RestartingRun } from './RestartingRun.ts';

/** What ended a process that should have gone on. */
export type DeathCause = 'kernel' | 'heap limit' | 'other';

/** What a program process works with. */
export interface ProgramProcessOptions {
  readonly scenario: Scenario;
  readonly protection: Protection;
  readonly group: MemoryGroup | undefined;
  /** Bytes at which its use of memory is limited, by the group or else by V8. */
  readonly limitBytes: number;
  readonly told: (message: Message) => void;
  /** @param time epoch milliseconds; now without it */
  readonly died: (cause: DeathCause, time?: number) => void;
}

/** Of a container's limit, what V8's heap gets where there is no container. */
const heapShare = 0.7;
/** From a death to the start of the next process. */
export const restartMs = 2000;
const longestErrors = 4000;
const shownErrors = 600;

/** One process of a scenario, started again whenever it dies, as whoever runs containers does. */
export class ProgramProcess {
  readonly #options: ProgramProcessOptions;
  #child: ChildProcess | undefined;
  #messages: MessageServer | undefined;
  #port: number | undefined;
  #listening: () => void = () => {};
  #stopped = false;
  readonly #restarting: RestartingRun | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ProgramProcessOptions) {
    this.#options = options;
    const restarts = options.scenario.restart === true && options.protection === 'tidemark';
    this.#restarting = restarts ? new RestartingRun() : undefined;
  }

  /** Where it listens; `undefined` while it does not. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Resolves when it listens, or has died before it did. */
  async start(): Promise<void> {
    this.#messages ??= await MessageServer.open((message) => this.#hear(message));
    const child = this.#spawn(this.#messages.port);
    this.#child = child;
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(-longestErrors);
    });
    this.#ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        resolve();
        this.#listening();
        this.#port = undefined;
        if (this.#stopped) return;
        this.#options.died(causeOf(code, signal, errors));
        setTimeout(() => void (this.#stopped || this.start()), restartMs);
      });
    });
    await new Promise<void>((resolve) => {
      this.#listening = resolve;
    });
  }

  /** Ends it. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#tellRestarts();
    // `tidemark run` passes it on, and ends with what it runs; killed, it would leave that behind.
    this.#child?.kill(this.#restarting === undefined ? 'SIGKILL' : 'SIGTERM');
    await this.#ended;
    this.#messages?.close();
  }

  /** What became of the processes that `tidemark run --restart` has started. */
  #tellRestarts(): void {
    const { died, told } = this.#options;
    for (const { time, recycling } of this.#restarting?.steps() ?? []) {
      if (recycling.cause === 'died' && recycling.step === 'begun') {
        died(/SIGABRT|134/.test(recycling.reason) ? 'heap limit' : 'kernel', time);
      } else if (recycling.cause !== 'died') told({ type: 'recycling', recycling });
    }
    this.#restarting?.close();
  }

  #hear(message: Message): void {
    if (message.type === 'listening') {
      this.#port = message.port;
      this.#listening();
    }
    this.#options.told(message);
  }

  #spawn(messagesPort: number): ChildProcess {
    const { scenario, protection, group, limitBytes } = this.#options;
    const heapMegabytes = scenario.heapMegabytes ?? (group ? undefined : heapShare * (limitBytes / 2 ** 20));
    const program = [
      process.execPath,
      ...(heapMegabytes === undefined ? [] : [`--max-old-space-size=${Math.round(heapMegabytes)}`]),
      programPath(`pressure/programs/${scenario.program}`),
    ];
    const command = this.#restarting?.around(program) ?? program;
    // The shell becomes a member before it becomes Node, so that V8 sees the container from its first moment.
    const script = group ? `echo $$ > ${group.membersFile} && exec "$@"` : 'exec "$@"';
    return spawn('sh', ['-c', script, 'sh', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: programEnvironment({
        ...scenario.environment,
        PRESSURE_PROTECTION: protection,
        PRESSURE_CONTAINER_BYTES: String(limitBytes),
        PRESSURE_MESSAGES: String(messagesPort),
      }),
    });
  }
}

function causeOf(code: number | null, signal: string | null, errors: string): DeathCause {
  if (/JavaScript heap out of memory/.test(errors)) return 'heap limit';
  if (signal === 'SIGKILL' || code === 137) return 'kernel';
  console.error(errors.slice(-shownErrors));
  return 'other';
}
