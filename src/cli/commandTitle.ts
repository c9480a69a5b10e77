import { basename } from 'node:path';

/** `NAME=value`, as it stands behind `env` and `cross-env`. */
const assignment = /^[A-Za-z_]\w*=/;
/** Options of any command that may have their value behind them. */
const takesValue = /^(?:-[A-Za-z]+|--eval|--print)$/;
/** Options of Node.js that run the code behind them: then there is no script. */
const evaluating = /^(?:-e|-p|-pe|--eval|--print)(?:=|$)/;
/** Options of Node.js that have their value behind them. */
const nodeOptions: ReadonlySet<string> = new Set([
  '-r',
  '-C',
  ...[
    'require',
    'import',
    'loader',
    'experimental-loader',
    'conditions',
    'env-file',
    'env-file-if-exists',
    'title',
    'input-type',
    'disable-warning',
    'disable-proto',
    'dns-result-order',
    'unhandled-rejections',
    'redirect-warnings',
    'icu-data-dir',
    'inspect-port',
    'openssl-config',
    'max-http-header-size',
    'heapsnapshot-signal',
    'report-dir',
    'report-directory',
    'report-filename',
    'report-signal',
    'diagnostic-dir',
    'cpu-prof-dir',
    'cpu-prof-name',
    'heap-prof-dir',
    'heap-prof-name',
    'trace-event-categories',
    'trace-event-file-pattern',
    'watch-path',
  ].map((name) => `--${name}`),
]);

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
    if (evaluating.test(argument)) return undefined;
    if (nodeOptions.has(argument)) place += 1;
    else if (!argument.startsWith('-')) return argument;
  }
  return undefined;
}

/** The first argument that is neither an option nor an option's value. */
function subjectOf(given: readonly string[]): string | undefined {
  const place = given.findIndex((argument) => !argument.startsWith('-') && !assignment.test(argument));
  return takesValue.test(given[place - 1] ?? '') ? undefined : given[place];
}
