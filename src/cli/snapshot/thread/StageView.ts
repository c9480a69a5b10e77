import type { CommandContext } from '../../CommandContext.ts';
import { Progress } from '../../Progress.ts';
import type { ThreadMessage } from './ThreadMessage.ts';

const lookMs = 250;

/** Shows what a thread says of its stages, and goes on counting the time while it says nothing. */
export class StageView {
  readonly #context: Pick<CommandContext, 'stderr' | 'now'>;
  readonly #begunAt: number;
  #progress: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #done = 0;
  #words: string | undefined;

  constructor(context: Pick<CommandContext, 'stderr' | 'now'>) {
    this.#context = context;
    this.#begunAt = context.now();
  }

  take(message: Extract<ThreadMessage, { readonly type: 'stage' | 'done' | 'stage-end' }>): void {
    switch (message.type) {
      case 'stage': {
        this.end();
        const { stderr: output, now } = this.#context;
        this.#progress = new Progress({ ...message.stage, output, now, begunAt: this.#begunAt });
        this.#done = 0;
        this.#words = undefined;
        this.#timer = setInterval(() => this.#show(), lookMs);
        break;
      }
      case 'done':
        this.#done = message.done;
        this.#words = message.words;
        break;
      case 'stage-end':
        this.end();
        return;
    }
    this.#show();
  }

  /** Takes the line away. */
  end(): void {
    clearInterval(this.#timer);
    this.#progress?.end();
    this.#progress = undefined;
  }

  #show(): void {
    this.#progress?.update(this.#done, this.#words);
  }
}
