import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

const sample = '\nevent: sample\n';
/** With a letter of what follows, so that both are of one length. */
const reset = '\nevent: reset\nd';

/** Readers of the event stream, as many as there are dashboards open. They count what they get. */
export class OpenDashboards {
  readonly #streams: readonly IncomingMessage[];
  readonly #samples: number[];
  #resets = 0;

  private constructor(streams: readonly IncomingMessage[]) {
    this.#streams = streams;
    this.#samples = streams.map(() => 0);
    streams.forEach((stream, index) => {
      let rest = '';
      stream.setEncoding('latin1');
      stream.on('error', () => undefined);
      stream.on('data', (chunk: string) => {
        const text = rest + chunk;
        this.#samples[index] = (this.#samples[index] as number) + occurrences(text, sample);
        this.#resets += occurrences(text, reset);
        rest = text.slice(1 - sample.length);
      });
    });
  }

  static async open(url: string, count: number): Promise<OpenDashboards> {
    const streams = Array.from({ length: count }, async () => {
      const [stream] = (await once(get(`${url}api/events`), 'response')) as [IncomingMessage];
      return stream;
    });
    return new OpenDashboards(await Promise.all(streams));
  }

  /** Samples got by each. */
  get samples(): readonly number[] {
    return this.#samples;
  }

  /** How often one was told that it had missed too much to be told. */
  get resets(): number {
    return this.#resets;
  }

  /** Resolves when each has got so many samples, or none has come for 2 s. */
  async received(samples: number): Promise<void> {
    let [least, waitedMs] = [-1, 0];
    while (waitedMs < 2_000 && Math.min(...this.#samples) < samples) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      const now = Math.min(...this.#samples);
      waitedMs = now === least ? waitedMs + 2 : 0;
      least = now;
    }
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy();
  }
}

/** How often one text stands in another. A part of the end is looked at again with what follows, but holds no whole one. */
function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
