import { basename } from 'node:path';
import { evaluatesCode, nodeOptionsWithValue } from './nodeOptions.ts';

/** `NAME=value`, as it stands behind `env` and `cross-env`. */
const assignment = /^[A-Za-z_]\w*=/;
/** Options of any command that may have their value behind them. */
const takesValue = /^(?:-[A-Za-z]+|--eval|--print)$/;
/**
 * A command for people: what is called, and what that runs. No other arguments, nor code or variables, which may hold
 * secrets: `node server.js`, `npm start`, `env node`.
 */
export function commandTitle(command: string, given: readonly string[]): string {
  const name = basename(command);
  const subject = /^node(?:js)?(?:\.exe)?$/.test(name) ? scriptOf(given) : subjectOf(given);
  return subject === undefined ? name : `${name} ${subject}`;
}

function scriptOf(given: readonly string[]): string | undefined {
  for (let place = 0; place < given.length; place += 1) {
    const argument = given[place]!;
    if (evaluatesCode(argument)) return undefined;
    if (nodeOptionsWithValue.has(argument)) place += 1;
    else if (!argument.startsWith('-')) return argument;
  }
  return undefined;
}

/** The first argument that is neither an option nor an option's value. */
function subjectOf(given: readonly string[]): string | undefined {
  const place = given.findIndex((argument) => !argument.startsWith('-') && !assignment.test(argument));
  return takesValue.test(given[place - 1] ?? '') ? undefined : given[place];
}
