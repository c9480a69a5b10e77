/** Options by which Node.js runs the code behind them: then there is no script. */
export function evaluatesCode(option: string): boolean {
  return /^(?:-e|-p|-pe|--eval|--print)(?:=|$)/.test(option);
}

const names = [
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
];

/** Options of Node.js that have their value behind them. */
export const nodeOptionsWithValue: ReadonlySet<string> = new Set([
  '-r',
  '-C',
  ...names.map((name) => `--${name}`),
]);
