import { parseArgs } from 'node:util';

/** What is to be tried, or what is to be said instead. */
export type FuzzCommand =
  | { readonly surfaces: readonly string[]; readonly inputs: number; readonly seed: number }
  | { readonly help: string }
  | { readonly error: string };

const mostSeed = 1_000_000_000;

/**
 * Reads `npm run fuzz -- [surface…] [--inputs N] [--seed S]`.
 *
 * @param known the names of all surfaces
 * @param anySeed the seed where none is given
 */
export function fuzzCommand(
  words: readonly string[],
  known: readonly string[],
  anySeed: number = Date.now() % mostSeed,
): FuzzCommand {
  let parsed: ReturnType<typeof parsedWords>;
  try {
    parsed = parsedWords(words);
  } catch (error) {
    // What comes after the first sentence is advice about positional arguments, which are no options here.
    return { error: withHint((error as Error).message.split(/\. |\n/)[0]!) };
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: helpOf(known) };
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) return { error: withHint(`There is no "${unknown}" to try`) };
  const inputs = Number(values.inputs);
  if (!Number.isSafeInteger(inputs) || inputs < 1) {
    return { error: withHint(`--inputs must be a whole number from 1 on, received "${values.inputs}"`) };
  }
  const seed = values.seed === undefined ? anySeed : Number(values.seed);
  if (values.seed?.trim() === '' || !Number.isSafeInteger(seed) || seed < 0) {
    return { error: withHint(`--seed must be a whole number from 0 on, received "${values.seed}"`) };
  }
  return { surfaces: positionals.length > 0 ? positionals : known, inputs, seed };
}

function parsedWords(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function withHint(message: string): string {
  return `${message}; npm run fuzz -- --help lists what there is`;
}

function helpOf(known: readonly string[]): string {
  return `npm run fuzz -- [surface …] [options]
Tries inputs on what takes bytes from strangers, until one is not borne, which is written to
fuzz-failure-SURFACE-SEED.json. Exit codes: 0 all were borne, 1 one was not, 2 wrong options.

  surface     ${known.join(', ')}; all of them where none is named
  --inputs N  how many of each, 100,000 unless told otherwise
  --seed S    repeats a run; a seed of its own each time unless told otherwise
  --help`;
}
