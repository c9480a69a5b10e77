import { statSync } from 'node:fs';
import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';
import type { TakingNews } from '../../wire/snapshotTaking.ts';
import type { CommandContext } from '../CommandContext.ts';
import { Progress } from '../Progress.ts';

type Begun = TakingNews & { state: 'begun' };

const lookMs = 250;

/** What is shown while a snapshot is awaited: how long it has taken, and how much is written where that can be seen. */
export class TakingView {
  begun: Begun | undefined;
  readonly #title: string;
  readonly #context: CommandContext;
  #progress: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(title: string, context: CommandContext) {
    this.#title = title;
    this.#context = context;
  }

  /** Until the process answers, which it does between two turns of its event loop. */
  wait(): void {
    this.#show(`waiting for ${this.#title}`, () => 0);
  }

  begin(news: Begun): void {
    this.begun = news;
    this.#show(`taking a snapshot of ${this.#title}`, () => sizeOf(news.partialPath));
  }

  end(): void {
    clearInterval(this.#timer);
    this.#progress?.end();
    this.#progress = undefined;
  }

  #show(title: string, bytes: () => number): void {
    const { stderr: output, now } = this.#context;
    const beganAt = now();
    this.#progress = new Progress({ output, title, total: undefined, countsBytes: true, now });
    this.#timer = setInterval(() => {
      const written = bytes();
      const time = durationInWords(now() - beganAt);
      this.#progress?.update(written, written === 0 ? time : `${bytesInWords(written)} in ${time}`);
    }, lookMs);
  }
}

/** 0 where it cannot be seen from here, such as in another container. */
function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
