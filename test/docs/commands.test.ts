import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/commandLine.ts';
import { FakeOutput } from '../cli/FakeOutput.ts';
import { blocksIn, pages, textOf } from './pages.ts';

/** A command of Tidemark as it is written somewhere. */
interface Command {
  readonly place: string;
  readonly words: readonly string[];
}

const helps = new Map<string, Promise<string>>();

/** What `tidemark VERBS --help` prints. */
function helpOf(verbs: readonly string[]): Promise<string> {
  const key = verbs.join(' ');
  const known = helps.get(key) ?? printed([...verbs, '--help']);
  helps.set(key, known);
  return known;
}

async function printed(given: readonly string[]): Promise<string> {
  const stdout = new FakeOutput();
  await commandLine(given, {
    environment: {},
    directory: '.',
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => Readable.from([]),
    stdout: stdout as never,
    stderr: new FakeOutput() as never,
    signals: new EventEmitter(),
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: () => 0,
  });
  return stdout.text;
}

/** The verbs that a help lists. */
function verbsIn(help: string): string[] {
  const [, list = ''] = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, verb]) => verb!);
}

/** From `tidemark` on up to the end of the command. */
function commandsOf(place: string, line: string): Command[] {
  const withoutComment = line.replace(/(^|\s)# .*$/, '');
  return withoutComment.split(/\s*(?:\||&&|;)\s*/).flatMap((part) => {
    const words = part.trim().split(/\s+/);
    const begin = words.indexOf('tidemark');
    const before = words.slice(0, Math.max(0, begin));
    const isCommand =
      begin >= 0 &&
      before.every((word) => /^[A-Z_]+=|^(npx|kubectl|exec|--|deploy\/\w+|POD|.*\))$/.test(word));
    return isCommand ? [{ place, words: words.slice(begin + 1) }] : [];
  });
}

/** What is wrong with a command: an option or a verb that there is not. */
async function faultOf({ place, words }: Command): Promise<string[]> {
  let help = await helpOf([]);
  const verbs: string[] = [];
  let rest = words;
  while (rest[0] !== undefined && verbsIn(help).includes(rest[0])) {
    verbs.push(rest[0]);
    rest = rest.slice(1);
    help = await helpOf(verbs);
  }
  const [next] = rest;
  const isVerb = next !== undefined && /^[a-z]+$/.test(next) && verbsIn(help).some((verb) => verb !== 'help');
  if (isVerb) return [`${place}: there is no tidemark ${[...verbs, next].join(' ')}`];
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  const options = own.flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? []);
  return options
    .filter((option) => !new RegExp(`(^|[\\s,])${option}(?![\\w-])`, 'm').test(help))
    .map((option) => `${place}: tidemark ${verbs.join(' ')} has no ${option}`);
}

const inBlocks = blocksIn(['sh']).flatMap(({ place, code }) =>
  code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => commandsOf(place, line)),
);
const inText = pages.flatMap((page) =>
  [...textOf(page).matchAll(/`(tidemark [^`\n]+)`/g)].flatMap(([, code]) => commandsOf(page, code!)),
);

describe('commands in README.md and docs/', () => {
  it('are found', () => {
    expect(inBlocks.length).toBeGreaterThan(40);
    expect(inText.length).toBeGreaterThan(60);
  });

  it('name verbs and options that there are', async () => {
    const faults: string[] = [];
    for (const command of [...inBlocks, ...inText]) faults.push(...(await faultOf(command)));
    expect(faults).toEqual([]);
  });

  it.each([
    ['tidemark analize samples.jsonl', 'there is no tidemark analize'],
    ['npx tidemark snapshot compare a b', 'there is no tidemark snapshot compare'],
    ['kubectl exec POD -- npx tidemark top --ones', 'tidemark top has no --ones'],
    ['tidemark run --event x.jsonl -- node --inspect', 'tidemark run has no --event'],
  ])('would be found out: %s', async (line, fault) => {
    const [command] = commandsOf('here', line);
    expect(await faultOf(command!)).toEqual([`here: ${fault}`]);
  });
});

describe('the help of each command', () => {
  it('fits into 80 columns', async () => {
    const wide: string[] = [];
    const look = async (verbs: readonly string[]): Promise<void> => {
      const help = await helpOf(verbs);
      for (const line of help.split('\n')) if (line.length > 80) wide.push(`${verbs.join(' ')}: ${line}`);
      for (const verb of verbsIn(help)) if (verb !== 'help') await look([...verbs, verb]);
    };
    await look([]);
    expect(helps.size).toBeGreaterThan(14);
    expect(wide).toEqual([]);
  });
});
