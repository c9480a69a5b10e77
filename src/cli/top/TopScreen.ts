import type { CommandContext, Outcome } from '../CommandContext.ts';
import { clearingSignals } from '../endingSignals.ts';
import { drawScreen } from './draw/screen.ts';
import type { ProcessWatch } from './ProcessWatch.ts';
import { type Ability, painted } from './paint.ts';
import type { TopSnapshot } from './TopProcess.ts';
import { type Action, actionsOf, after, firstView, type Reach, type ViewState } from './ViewState.ts';

/** Options of a {@link TopScreen}. */
export interface TopScreenOptions {
  readonly watch: Pick<ProcessWatch, 'look' | 'snapshot'>;
  readonly intervalMs: number;
  readonly ability: Ability;
  readonly context: Pick<CommandContext, 'stdout' | 'standardInput' | 'signals' | 'atExit'>;
}

// The alternate screen, without cursor, and with lines that end at the edge.
const entering = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leaving = '\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l';
const cleared = '\x1b[2J';
const defaultSize = { width: 80, height: 24 };

/** The terminal and the clock of `tidemark top`: draws what has changed, reads keys, and leaves the terminal as it was. */
export class TopScreen {
  readonly #options: TopScreenOptions;
  #view: ViewState = firstView;
  #snapshot: TopSnapshot;
  #reach: Reach = { shown: [], pageLines: 1, scrollable: 0 };
  #drawn: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOn = false;
  #end: { resolve: (outcome: Outcome) => void; reject: (error: unknown) => void } | undefined;

  constructor(options: TopScreenOptions) {
    this.#options = options;
    this.#snapshot = options.watch.snapshot();
  }

  /** Shows processes until somebody quits; however it ends, the terminal is as it was. */
  async run(): Promise<Outcome> {
    const { stdout, standardInput, signals, atExit } = this.#options.context;
    const input = standardInput();
    const hasKeys = input.isTTY === true;
    const keys = (data: Uint8Array): void => this.#guard(() => this.#press(Buffer.from(data).toString()));
    const resize = (): void => this.#guard(() => this.#redraw());
    const signal = (name: NodeJS.Signals): void => this.#end?.resolve({ signal: name });
    const goOn = (): void =>
      this.#guard(() => {
        if (hasKeys) input.setRawMode?.(true);
        stdout.write(entering);
        this.#redraw();
      });
    const hangUp = (): void => this.#end?.resolve({ exitCode: 1 });
    const ended = new Promise<Outcome>((resolve, reject) => {
      this.#end = { resolve, reject };
    });
    const callOff = atExit?.(() => this.#leave());
    try {
      this.#isOn = true;
      stdout.write(entering);
      for (const name of clearingSignals) signals.on(name, signal);
      signals.on('SIGCONT', goOn);
      stdout.on?.('resize', resize);
      stdout.on?.('error', hangUp);
      if (hasKeys) {
        input.setRawMode?.(true);
        input.on?.('data', keys);
        input.resume?.();
      }
      this.#redraw();
      this.#await();
      return await ended;
    } finally {
      this.#end = undefined;
      clearTimeout(this.#timer);
      for (const name of clearingSignals) signals.off(name, signal);
      signals.off('SIGCONT', goOn);
      stdout.off?.('resize', resize);
      stdout.off?.('error', hangUp);
      if (hasKeys) {
        input.off?.('data', keys);
        input.setRawMode?.(false);
        input.pause?.();
      }
      this.#leave();
      callOff?.();
    }
  }

  #leave(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#options.context.stdout.write(leaving);
  }

  #await(): void {
    this.#timer = setTimeout(() => this.#guard(() => this.#tick()), this.#options.intervalMs);
  }

  async #tick(): Promise<void> {
    if (!this.#view.isPaused) {
      await this.#options.watch.look();
      this.#refresh();
      this.#draw();
    }
    if (this.#end !== undefined) this.#await();
  }

  /** Whoever pauses while an answer is on its way keeps what is there. */
  #refresh(): void {
    if (!this.#view.isPaused) this.#snapshot = this.#options.watch.snapshot();
  }

  #press(text: string): void {
    for (const action of actionsOf(text)) {
      if (action === 'quit') {
        this.#end?.resolve({ exitCode: 0 });
        return;
      }
      this.#do(action);
      // The next key goes by what this one has changed.
      this.#draw();
    }
  }

  #do(action: Action): void {
    if (action === 'redraw') this.#drawn = [];
    const wasPaused = this.#view.isPaused;
    this.#view = after(this.#view, action, this.#reach);
    if (wasPaused) this.#refresh();
  }

  #redraw(): void {
    this.#drawn = [];
    this.#draw();
  }

  /** Writes the rows that have changed, as one text; nothing where none has. */
  #draw(): void {
    if (this.#end === undefined) return;
    const { context, ability } = this.#options;
    const { columns, rows: height } = context.stdout;
    const size = { width: columns || defaultSize.width, height: height || defaultSize.height };
    const { rows, reach } = drawScreen(this.#snapshot, this.#view, size);
    this.#reach = reach;
    const lines = rows.map((row) => painted(row, ability));
    const isFirst = this.#drawn.length !== lines.length;
    const changed = lines.flatMap((line, index) =>
      !isFirst && line === this.#drawn[index] ? [] : [`\x1b[${index + 1};1H\x1b[K${line}`],
    );
    this.#drawn = lines;
    if (changed.length > 0) context.stdout.write(`${isFirst ? cleared : ''}${changed.join('')}`);
  }

  /** An error of ours must not leave the terminal behind as nobody can use it. */
  #guard(action: () => void | Promise<void>): void {
    try {
      Promise.resolve(action()).catch((error: unknown) => this.#end?.reject(error));
    } catch (error) {
      this.#end?.reject(error);
    }
  }
}
