import { parseArgs } from 'node:util';
import { type LeakName, leakNames } from '../leaks/Leaks.ts';
import { WardrobeError } from '../WardrobeError.ts';
import { type WorkloadName, workloadNames, workloads } from '../workloads/workloads.ts';

export interface WardrobeOptions {
  readonly workload: WorkloadName;
  /** Operations a second. */
  readonly rate: number;
  readonly actorCount: number;
  readonly leak: LeakName | 'none';
  readonly leakBytesPerSecond: number;
  /** `Infinity`: until it is stopped. */
  readonly seconds: number;
  readonly seed: number;
}

export type Command =
  | { readonly name: 'run'; readonly options: WardrobeOptions }
  | { readonly name: 'help' | 'measure-budgets' | 'measure-leaks' };

const flags = {
  workload: { type: 'string', default: 'mixed' },
  rate: { type: 'string' },
  actors: { type: 'string', default: '400' },
  leak: { type: 'string', default: 'none' },
  'leak-rate': { type: 'string', default: '60000' },
  seconds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  'measure-budgets': { type: 'boolean', default: false },
  'measure-leaks': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line; throws `INVALID_OPTION` with the option, the rule and the value received. */
export function parseCommand(args: readonly string[]): Command {
  const values = parse(args);
  if (values.help) return { name: 'help' };
  if (values['measure-budgets']) return { name: 'measure-budgets' };
  if (values['measure-leaks']) return { name: 'measure-leaks' };
  const workload = oneOf('workload', workloadNames, values.workload);
  return {
    name: 'run',
    options: {
      workload,
      rate: number('rate', values.rate ?? `${workloads[workload].defaultRate}`, 0.1, 1_000_000),
      actorCount: wholeNumber('actors', values.actors, 1, 20_000),
      leak: oneOf('leak', ['none', ...leakNames], values.leak),
      leakBytesPerSecond: number('leak-rate', values['leak-rate'], 0, 1_000_000_000),
      seconds:
        values.seconds === undefined
          ? Number.POSITIVE_INFINITY
          : number('seconds', values.seconds, 0, 1_000_000_000),
      seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: false }).values;
  } catch (error) {
    const [firstSentence] = (error as Error).message.split(/\. |\n/);
    throw new WardrobeError('INVALID_OPTION', `${firstSentence?.replace(/\.$/, '')}; see --help`);
  }
}

function oneOf<Choice extends string>(name: string, choices: readonly Choice[], received: string): Choice {
  const choice = choices.find((candidate) => candidate === received);
  if (choice === undefined) throw invalid(name, `one of ${choices.join(', ')}`, received);
  return choice;
}

function number(name: string, received: string, least: number, most: number): number {
  const value = received.trim() === '' ? Number.NaN : Number(received);
  if (!(value >= least && value <= most)) throw invalid(name, `a number from ${least} to ${most}`, received);
  return value;
}

function wholeNumber(name: string, received: string, least: number, most: number): number {
  const value = Number(received);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalid(name, `a whole number from ${least} to ${most}`, received);
  }
  return value;
}

function invalid(name: string, rule: string, received: string): WardrobeError {
  return new WardrobeError(
    'INVALID_OPTION',
    `--${name} must be ${rule}, received ${JSON.stringify(received)}`,
  );
}
