import { styleText } from 'node:util';
import type { Logger } from '../monitoring/Logger.ts';
import { wrapped } from '../reporting/words/wrapped.ts';
import { escapeControls } from '../wire/escapeControls.ts';
import type { Output } from './CommandContext.ts';
import { showsColours } from './showsColours.ts';

/** How a heading looks where there are colours. The words alone must do where there are none. */
export type Tone = 'calm' | 'good' | 'warning' | 'critical';

/** Options of a {@link Terminal}. */
export interface TerminalOptions {
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const name = 'tidemark';
const indent = ' '.repeat(name.length + 2);
const widest = 100;
const narrowest = 40;

const styles: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  calm: 'bold',
  good: ['bold', 'green'],
  warning: ['bold', 'yellow'],
  critical: ['bold', 'red'],
};

/** What we say to the person at the terminal: a heading under our name, and lines that are indented below it. */
export class Terminal {
  readonly #output: Output;
  readonly #hasColours: boolean;
  readonly #width: number;
  /** Of a heading: where nobody looks at a screen it stays one line, which can be searched for. */
  readonly #headWidth: number;
  readonly #now: () => number;

  constructor({ output, environment, now }: TerminalOptions) {
    this.#output = output;
    this.#hasColours = showsColours(output, environment);
    this.#width = Math.max(narrowest, Math.min(output.columns || 80, widest));
    this.#headWidth = output.columns ? this.#width : Number.POSITIVE_INFINITY;
    this.#now = now;
  }

  /** `tidemark  text`: without a time, for the start. */
  greet(text: string): void {
    const lines = wrapped(text, this.#headWidth - indent.length);
    this.#output.write(`${this.#paint('calm', name)}  ${lines.join(`\n${indent}`)}\n`);
  }

  /** {@link greet} in parts: on one line where they fit, else each on its own, so that no address is broken. */
  greetWith(given: readonly string[]): void {
    const parts = given.map(escapeControls);
    const line = parts.join('   ');
    this.greet(indent.length + line.length <= this.#headWidth ? line : parts.join('\n'));
  }

  /** A line that belongs to the one before. */
  add(text: string): void {
    for (const line of wrapped(text, this.#headWidth - indent.length))
      this.#output.write(`${indent}${line}\n`);
  }

  /** `tidemark  14:02:10  heading   text`, then sentences; wrapped and indented. */
  say(tone: Tone, named: string, text: string, sentences: readonly string[] = []): void {
    const time = new Date(this.#now()).toTimeString().slice(0, 8);
    const heading = escapeControls(named);
    const title = this.#paint(tone, heading);
    const lead = `${name}  ${time}  ${heading}   `;
    const [first = '', ...others] = wrappedAfter(
      lead.length - indent.length,
      text,
      this.#headWidth - indent.length,
    );
    const head = `${this.#paint('calm', name)}  ${time}  ${first === '' ? title : `${title}   ${first}`}`;
    const body = sentences.flatMap((sentence) =>
      wrapped(escapeControls(sentence), this.#width - indent.length),
    );
    this.#output.write(`${[head, ...[...others, ...body].map((line) => `${indent}${line}`)].join('\n')}\n`);
  }

  /** For the rooms below, which report and never print. */
  logger(): Pick<Logger, 'warn' | 'error'> {
    return {
      warn: (message) => this.say('warning', 'note', message),
      error: (message, ...details) =>
        this.say('critical', 'fault', message.replace(/^tidemark: /, ''), details.flatMap(linesOf)),
    };
  }

  #paint(tone: Tone, text: string): string {
    return this.#hasColours ? styleText(styles[tone], text, { validateStream: false }) : text;
  }
}

/** Breaks a text whose first line begins after so many letters; its later lines begin at the margin. */
function wrappedAfter(letters: number, text: string, width: number): string[] {
  // Stands for what is before it: nothing that can be broken.
  const lead = '·'.repeat(letters);
  const [first = '', ...others] = wrapped(`${lead}${text}`, width);
  return [first.slice(letters), ...others];
}

function linesOf(detail: unknown): string[] {
  const text = detail instanceof Error ? (detail.stack ?? detail.message) : String(detail);
  return text.split('\n');
}
