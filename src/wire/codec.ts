import type { AgentMessage, HubMessage, WireRow } from './message.ts';
import { column, type SampleField, type SampleRow, sampleFields } from './sample.ts';

const newline = 0x0a;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** A message as one line of JSON, newline included. `NaN` and infinite numbers become `null`; `undefined` fields are left out. */
export function encodeLine(message: AgentMessage | HubMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** A row as JSON can hold it: `null` for what is unknown. */
export function toWireRow(row: ArrayLike<number>): WireRow {
  return Array.from(row, (value) => (Number.isFinite(value) ? value : null));
}

/**
 * A row of a peer in our own order: counters are matched by name, those the peer does not have are `NaN`, those we
 * do not know are left out.
 */
export function fromWireRow(wireRow: WireRow, fields: readonly string[]): SampleRow {
  const row = new Float64Array(sampleFields.length).fill(Number.NaN);
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as string;
    if (Object.hasOwn(column, field)) row[column[field as SampleField]] = wireRow[index] ?? Number.NaN;
  }
  return row;
}

/** Options of a {@link LineDecoder}. */
export interface LineDecoderOptions {
  /** Bytes of the longest line that is kept. @default 262_144 */
  readonly maxLineBytes?: number;
}

/**
 * Cuts a stream of bytes into lines, however the stream was chunked. A line longer than the bound is skipped and
 * counted, and decoding goes on with the next one, so that a peer can never make it hold more than one line.
 */
export class LineDecoder {
  readonly #maxLineBytes: number;
  #pending: Uint8Array = new Uint8Array(1024);
  #pendingBytes = 0;
  #skipping = false;
  #skippedLines = 0;

  constructor({ maxLineBytes = 256 * 1024 }: LineDecoderOptions = {}) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Lines that were longer than the bound. */
  get skippedLines(): number {
    return this.#skippedLines;
  }

  /** Takes the next bytes of the stream; returns the lines they complete, without their newlines. */
  push(chunk: Uint8Array | string): string[] {
    const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#hold(bytes.subarray(start, end));
      if (!this.#skipping) lines.push(decoder.decode(this.#pending.subarray(0, this.#pendingBytes)));
      this.#pendingBytes = 0;
      this.#skipping = false;
      start = end + 1;
    }
    this.#hold(bytes.subarray(start));
    return lines;
  }

  #hold(part: Uint8Array): void {
    if (this.#skipping) return;
    const length = this.#pendingBytes + part.length;
    if (length > this.#maxLineBytes) {
      this.#skipping = true;
      this.#skippedLines += 1;
      return;
    }
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.min(this.#maxLineBytes, Math.max(length, 2 * this.#pending.length)));
      grown.set(this.#pending.subarray(0, this.#pendingBytes));
      this.#pending = grown;
    }
    this.#pending.set(part, this.#pendingBytes);
    this.#pendingBytes = length;
  }
}
