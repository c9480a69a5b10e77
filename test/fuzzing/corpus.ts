import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzInput } from './FuzzSurface.ts';

/** An input that is kept in a file: a snapshot to begin with, or one that once was not borne. */
export interface KeptInput {
  /** What it is, or what it once brought about. */
  readonly about: string;
  readonly pieces: readonly number[];
  /** A character a byte. */
  readonly text: string;
}

/** All inputs in a folder. */
export function keptInputs(folder: string): KeptInput[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as KeptInput);
}

/** The bytes of a kept input. */
export function inputOf({ pieces, text }: KeptInput): FuzzInput {
  return { pieces, bytes: Buffer.from(text, 'latin1') };
}

/** What to keep of an input. */
export function keptOf({ pieces, bytes }: FuzzInput, about: string): KeptInput {
  return { about, pieces, text: Buffer.from(bytes).toString('latin1') };
}
