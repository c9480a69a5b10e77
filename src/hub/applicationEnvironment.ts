/** Options of {@link applicationEnvironment}. */
export interface ApplicationEnvironmentOptions {
  /** The environment to start from. */
  readonly environment: NodeJS.ProcessEnv;
  /** `file:` URL of the agent's entry. */
  readonly registerUrl: string;
  /** Path of the hub's socket. */
  readonly socketPath: string;
  readonly hubPid: number;
  /** Whether the hub starts the application again where it asks for that. @default false */
  readonly restarts?: boolean;
  /** Where the settings below come from, by path. @default nothing is said */
  readonly origins?: object;
  /** Configuration as `TIDEMARK_*` variables, which win over those of the environment. */
  readonly settings: Readonly<Record<string, string>>;
}

const hubsOwn = ['TIDEMARK_PORT', 'TIDEMARK_HOST', 'TIDEMARK_TOKEN', 'TIDEMARK_HUB_RESTARTS'];

/**
 * The environment in which an application, and every Node.js process that it starts, loads the agent and finds the
 * hub. Port, host and token of the dashboard are the hub's own business and left out: an agent would open a second
 * dashboard there, and what the application starts need not know the token.
 */
export function applicationEnvironment({
  environment,
  registerUrl,
  socketPath,
  hubPid,
  restarts = false,
  origins,
  settings,
}: ApplicationEnvironmentOptions): NodeJS.ProcessEnv {
  const inherited = { ...environment };
  for (const name of hubsOwn) delete inherited[name];
  // A file URL escapes spaces, quotes and backslashes, so it needs no quoting in NODE_OPTIONS.
  const flag = `--import ${registerUrl}`;
  const options = environment.NODE_OPTIONS?.trim() ?? '';
  return {
    ...inherited,
    ...settings,
    NODE_OPTIONS: options.includes(flag) ? options : `${options} ${flag}`.trim(),
    TIDEMARK_HUB_SOCKET: socketPath,
    TIDEMARK_HUB_PID: String(hubPid),
    ...(origins && { TIDEMARK_HUB_ORIGINS: JSON.stringify(origins) }),
    ...(restarts && { TIDEMARK_HUB_RESTARTS: 'true' }),
  };
}
