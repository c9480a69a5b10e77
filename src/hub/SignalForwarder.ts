import { readFileSync } from 'node:fs';

const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
const fromKeyboard: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Where signals arrive: `process`, or a stand-in. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** Options of a {@link SignalForwarder}. */
export interface SignalForwarderOptions {
  readonly source: SignalSource;
  /** Whether a key pressed at the terminal signals the application as well as us. */
  readonly sharesKeyboard: () => boolean;
}

/**
 * Passes signals on to the application, and survives them itself to see how it ends. Ctrl-C and Ctrl-\ are not passed
 * on where the terminal has sent them to the application already: twice would mean "at once" to many. What somebody
 * sends to the whole process group is passed on nevertheless, and so arrives twice: nothing tells a process whom else a
 * signal went to, and one that is not passed on might never arrive.
 */
export class SignalForwarder {
  readonly #source: SignalSource;
  readonly #sharesKeyboard: () => boolean;
  readonly #listener = (signal: NodeJS.Signals): void => this.#take(signal);
  #send: ((signal: NodeJS.Signals) => void) | undefined;
  #last: NodeJS.Signals | undefined;
  #pending: NodeJS.Signals | undefined;
  #arrived: ((signal: NodeJS.Signals) => void) | undefined;

  constructor({ source, sharesKeyboard }: SignalForwarderOptions) {
    this.#source = source;
    this.#sharesKeyboard = sharesKeyboard;
    for (const signal of forwarded) source.on(signal, this.#listener);
  }

  /** The newest signal that came. */
  get last(): NodeJS.Signals | undefined {
    return this.#last;
  }

  /** Whom to pass signals on to, from now on; one that came while it was being started, too. */
  forwardTo(send: (signal: NodeJS.Signals) => void): void {
    this.#send = send;
    this.#arrived = undefined;
    if (this.#pending !== undefined) send(this.#pending);
    this.#pending = undefined;
  }

  /** Nobody is there to pass signals on to, until `forwardTo` is called again. Resolves with the next one that comes. */
  hold(): Promise<NodeJS.Signals> {
    this.#send = undefined;
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  close(): void {
    for (const signal of forwarded) this.#source.off(signal, this.#listener);
  }

  #take(signal: NodeJS.Signals): void {
    this.#last = signal;
    if (this.#send === undefined) this.#pending = signal;
    this.#arrived?.(signal);
    if (fromKeyboard.includes(signal) && this.#sharesKeyboard()) return;
    this.#send?.(signal);
  }
}

/**
 * Whether our process group has the terminal, so that its keys signal the application too. Read from /proc where there
 * is one (Linux); elsewhere a terminal at a standard stream is taken for it.
 */
export function hasTerminal(
  standardStreams: readonly { readonly isTTY?: boolean }[],
  readStat: () => string = () => readFileSync('/proc/self/stat', 'utf8'),
): boolean {
  let stat: string;
  try {
    stat = readStat();
  } catch {
    return standardStreams.some((stream) => stream.isTTY === true);
  }
  // `pid (name) state parent group session terminal foregroundGroup …`; the name may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[2] === fields[5];
}
