import { commandTitle } from '../commandTitle.ts';
import { evaluatesCode, nodeOptionsWithValue } from '../nodeOptions.ts';

const kibibyte = 1024;

/** `/proc/PID/cmdline` or `environ`: texts that end with a zero. */
export function zeroSeparated(text: string): string[] {
  const parts = text.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

/** `/proc/PID/environ` as an object. */
export function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries(
    zeroSeparated(text).flatMap((entry) => {
      const end = entry.indexOf('=');
      return end > 0 ? [[entry.slice(0, end), entry.slice(end + 1)]] : [];
    }),
  );
}

/** Bytes of a line of `/proc/PID/status` or `/proc/meminfo`, such as `VmSwap:  12 kB`; `NaN` where there is none. */
export function kilobytesAfter(name: string, text: string): number {
  const digits = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return digits === undefined ? Number.NaN : Number(digits) * kibibyte;
}

/** The soft limit of a line of `/proc/PID/limits`; `Infinity` for `unlimited`, `NaN` where it is not told. */
export function softLimit(name: string, text: string): number {
  const value = new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(text)?.[1];
  if (value === 'unlimited') return Number.POSITIVE_INFINITY;
  return value === undefined ? Number.NaN : Number(value);
}

/** What a Node process was started with: its options, and the script and its arguments behind them. */
export interface CommandLine {
  readonly options: readonly string[];
  readonly script: string | undefined;
  /** Whether `process.title` stands in its place, which is then the script. */
  readonly isHidden: boolean;
}

/** An option, a setting such as `password=…`, or an address with a name and a password in it. */
const telling = /^-|=|:\/\/[^/]*@/;

/** Options and settings may hold secrets also where a program has made them its title, as npm does. */
function titleInWords(title: string): string {
  const words = title.trim().split(/\s+/);
  const place = words.findIndex((word) => telling.test(word));
  return (place < 0 ? words : words.slice(0, place)).join(' ');
}

/** Splits the arguments of a Node process, the program first, into its options and its script. */
export function commandLineOf(given: readonly string[]): CommandLine {
  const [program = '', ...rest] = given;
  if (!/(^|\/)node[^/ ]*$/.test(program)) {
    const script = rest.some((text) => text !== '') ? commandTitle(program, rest) : titleInWords(program);
    return { options: [], script, isHidden: true };
  }
  const options: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const argument = rest[index] as string;
    if (argument === '--') return { options, script: rest[index + 1], isHidden: false };
    // The option alone: its code may hold secrets.
    if (evaluatesCode(argument)) return { options, script: argument.split('=')[0], isHidden: false };
    const isScript = !argument.startsWith('-') || argument === '-';
    if (isScript) return { options, script: argument, isHidden: false };
    if (nodeOptionsWithValue.has(argument)) options.push(`${argument}=${rest[++index] ?? ''}`);
    else options.push(argument);
  }
  return { options, script: undefined, isHidden: false };
}
