import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { nearest } from '../configuration/nearest.ts';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { commandTitle } from './commandTitle.ts';

const scriptExtensions = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** What to start. */
export interface ApplicationCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  /** For people: the command and what it runs, without further arguments, which may hold secrets. */
  readonly title: string;
}

/** Where an application is looked for. */
export interface ApplicationPlace {
  readonly directory: string;
  readonly execPath: string;
  /** Options of that Node.js, where a script is run with it. @default none */
  readonly nodeOptions?: readonly string[];
}

/**
 * Reads what stands behind `tidemark run`: a script, by its ending or because it is a file that cannot be executed,
 * is run with this Node.js; anything else is a command.
 *
 * @throws TidemarkError `SCRIPT_NOT_FOUND`
 */
export function applicationCommand(
  [first = '', ...rest]: readonly string[],
  { directory, execPath, nodeOptions = [] }: ApplicationPlace,
): ApplicationCommand {
  if (first === '') throw nothingToRun();
  const path = resolve(directory, first);
  const isScript = scriptExtensions.includes(extname(first));
  if (isScript && !isFile(path)) throw scriptNotFound(first, path);
  if (isScript || (isFile(path) && !isExecutable(path))) {
    return { command: execPath, arguments: [...nodeOptions, first, ...rest], title: `node ${first}` };
  }
  return { command: first, arguments: rest, title: commandTitle(first, rest) };
}

function nothingToRun(): TidemarkError {
  const rule = 'a script or a command';
  const message = `What to run must be ${rule}, received ""`;
  return new TidemarkError('SCRIPT_NOT_FOUND', message, { option: 'command', rule, received: '' });
}

function scriptNotFound(first: string, path: string): TidemarkError {
  const meant = nearest(basename(path), neighbours(dirname(path)));
  const hint = meant === undefined ? '' : ` Did you mean ${first.slice(0, -basename(first).length)}${meant}?`;
  const message = `There is no script ${describe(first)} (looked for ${path}).${hint}`;
  return new TidemarkError('SCRIPT_NOT_FOUND', message, {
    option: 'command',
    rule: 'a script or a command that exists',
    received: first,
  });
}

function neighbours(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => scriptExtensions.includes(extname(name)));
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
