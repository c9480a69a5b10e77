import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What may be one, told without a look at the disk: links in a folder of commands, and what they lead to. */
const mayBeTool = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|tidemark|main)\b/;
/** Where package managers are: `…/npm/bin/npm-cli.js`, `/opt/yarn-v1.22.22/bin/yarn.js`, `.yarn/releases/yarn-4.1.0.cjs`. */
const packageManager =
  /[\\/](?:(?:npm|pnpm|corepack|yarn(?:-v[\d.]+)?)[\\/](?:bin|dist|lib)|\.yarn[\\/]releases)[\\/](?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)[^\\/]*$/;
const installedCommand = /[\\/]node_modules[\\/]tidemark[\\/]dist[\\/]cli[\\/]main\.js$/;
/** The same place from every chunk of the build. */
const ownCommand = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/**
 * Whether a process is no application: a package manager, which only starts one, or Tidemark's own command. By
 * `NODE_OPTIONS` they load the agent, too, would take the dashboard's port before the application does, and leave records
 * that `tidemark postmortem` takes for the application's.
 *
 * @param script `process.argv[1]`
 */
export function isTool(script: string | undefined): boolean {
  if (script === undefined || !mayBeTool.test(basename(script))) return false;
  try {
    const path = realpathSync(script);
    return packageManager.test(path) || installedCommand.test(path) || path === realpathSync(ownCommand);
  } catch {
    return false;
  }
}
