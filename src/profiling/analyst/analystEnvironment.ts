/**
 * The environment of the process that analyses: without what would have the application's own preloads run in it, an agent
 * of Tidemark among them.
 */
export function analystEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('TIDEMARK_'),
  );
  // Where the executable is an Electron application, it is to be Node.js and nothing else.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
