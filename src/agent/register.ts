/**
 * The agent for `node --import tidemark/register app.js`, configured by file and `TIDEMARK_*` variables. Nothing that
 * is wrong here stops the application: a wrong configuration is told as a process warning, and Tidemark stays off.
 */
import { isTool } from './isTool.ts';
import { openableFiles } from './openableFiles.ts';
import { readProcessFacts, roleOf } from './processIdentity.ts';
import { warn } from './warn.ts';

/** The code of an agent lies in some fifty files, and Node.js opens all of them at a time. */
const neededFiles = 64;
// Under a hub every process of its application is watched, `npm start` too: nothing is told of one alone.
const underHub = Boolean(process.env.TIDEMARK_HUB_SOCKET);
// Now, while the application has had no chance to replace what tells it; whoever was loaded earlier may have.
const isMain = tellsMain();
try {
  if (underHub || !isTool(process.argv[1])) await start();
} catch (error) {
  const { message, code } = error as Error & { readonly code?: string };
  warnOnce(`Tidemark stays off: ${message}`, code);
}

async function start(): Promise<void> {
  // Otherwise the application could not open its own, while those of an agent that has failed are still on their way.
  const openable = openableFiles() ?? neededFiles;
  if (openable < neededFiles) {
    throw new Error(
      `it opens up to ${neededFiles} files at a time while it starts, and this process can open no more than ${openable}. A greater limit helps (ulimit -n).`,
    );
  }
  // Within `try`: an application that was there first may have replaced what this code needs while it is loaded.
  const { loadConfiguration } = await import('../configuration/loadConfiguration.ts');
  const loaded = await loadConfiguration();
  // Under a hub these are told by it, which has read the same configuration.
  if (!underHub) for (const warning of loaded.warnings) warnOnce(warning);
  if (!loaded.configuration.enabled) return;
  const { startAgent } = await import('./startAgent.ts');
  startAgent(loaded, { recordsAnywhere: true, tellsAddress: isMain });
}

/** The threads and children of a process have its configuration, and its mistakes; they need not be told again. */
function warnOnce(message: string, code?: string): void {
  if (isMain) warn(process, message, code);
}

function tellsMain(): boolean {
  try {
    return roleOf(readProcessFacts()) === 'main';
  } catch {
    return true;
  }
}
