/**
 * Whether a report of V8 may be left, which holds the environment of the process with the secrets in it: there is a hub, which
 * takes them out as soon as the process has ended, or they are not in it.
 */
export function isReportSafe(
  environment: NodeJS.ProcessEnv,
  givenOptions: readonly string[] = process.execArgv,
): boolean {
  const { TIDEMARK_HUB_SOCKET, NODE_OPTIONS = '' } = environment;
  return (
    Boolean(TIDEMARK_HUB_SOCKET) || [...givenOptions, NODE_OPTIONS].join(' ').includes('--report-exclude-env')
  );
}
