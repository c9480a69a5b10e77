/** Flags of V8 by which its optimising compilers begin later, and those by which they begin as ever. */
export interface CompilerPatience {
  readonly patient: string;
  readonly usual: string;
}

interface Threshold {
  readonly flag: string;
  readonly usual: number;
  readonly patient: number;
}

/** Some ten milliseconds later, in what runs for longer than that. */
const times = 30;

/**
 * What V8 counts before it optimises code, by versions that Node.js 20, 22 and 24 have; others may have other flags, and V8
 * prints a complaint about one that it does not know. V8 11 counts how often code has used up 67,584 bytes of bytecode, later
 * ones how often it was called. Source: `node --v8-options`, and V8's `TieringManager`.
 */
const thresholds: readonly { readonly v8: RegExp; readonly counted: readonly Threshold[] }[] = [
  {
    v8: /^11\.3\./,
    counted: [
      later('ticks-before-optimization', 3),
      { flag: 'max-bytecode-size-for-early-opt', usual: 81, patient: 0 },
    ],
  },
  {
    v8: /^12\.4\./,
    counted: [
      later('invocation-count-for-turbofan', 3000),
      later('invocation-count-for-early-optimization', 20),
      later('invocation-count-for-osr', 800),
    ],
  },
  {
    v8: /^13\.6\./,
    counted: [
      later('invocation-count-for-turbofan', 3000),
      later('invocation-count-for-early-optimization', 30),
      later('invocation-count-for-osr', 500),
      later('invocation-count-for-maglev', 400),
      later('invocation-count-for-maglev-osr', 100),
      later('invocation-count-for-maglev-with-delay', 600),
    ],
  },
];

function later(flag: string, usual: number): Threshold {
  return { flag, usual, patient: times * usual };
}

/** How V8 is made patient in a process that was started with these options; `undefined` where nobody knows, or somebody has a say in it. */
export function compilerPatience(
  v8Version: string,
  startOptions: readonly string[],
): CompilerPatience | undefined {
  const counted = thresholds.find(({ v8 }) => v8.test(v8Version))?.counted;
  if (counted === undefined) return undefined;
  const given = startOptions.map((option) =>
    option.replace(/^--/, '').replace(/=.*/, '').replaceAll('_', '-'),
  );
  if (counted.some(({ flag }) => given.includes(flag))) return undefined;
  const flags = (value: (each: Threshold) => number) =>
    counted.map((each) => `--${each.flag}=${value(each)}`).join(' ');
  return { patient: flags(({ patient }) => patient), usual: flags(({ usual }) => usual) };
}
