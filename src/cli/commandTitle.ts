import { basename } from 'node:path';
import { evaluatesCode, nodeOptionsWithValue } from './nodeOptions.ts';

/** `NAME=value`, as it stands behind `env` and `cross-env`. */
const assignment = /^[A-Za-z_]\w*=/;
/** Options of any command, which may have their value behind them. */
const takesValue = /^-[^=]*$/;
/** Commands whose first argument is what they run. Of any other one it may be anything, a password as well. */
const runners: ReadonlySet<string> = new Set(
  `bash bun bunx corepack cross-env dash deno dotenv dotenvx env forever gulp jest mocha next nest nice nodemon nohup npm npx nuxt
  nx pm2 pm2-dev pm2-runtime pnpm pnpx sh sudo tsnd ts-node ts-node-dev tsx turbo vite vite-node vitest wrangler yarn yarnpkg zsh`.split(
    /\s+/,
  ),
);

/**
 * A command for people: what is called, and what that runs. No other arguments, nor code or variables, which may hold
 * secrets: `node server.js`, `npm start`, `env node`.
 */
export function commandTitle(command: string, given: readonly string[]): string {
  const name = basename(command);
  const runner = name.replace(/\.(?:cmd|exe|ps1)$/, '');
  const isNode = runner === 'node' || runner === 'nodejs';
  const subject = isNode ? scriptOf(given) : runners.has(runner) ? subjectOf(given) : undefined;
  return subject === undefined ? name : `${name} ${subject}`;
}

function scriptOf(given: readonly string[]): string | undefined {
  for (let place = 0; place < given.length; place += 1) {
    const argument = given[place]!;
    // Code, or a program from standard input: what stands behind is for that.
    if (evaluatesCode(argument) || argument === '-') return undefined;
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
