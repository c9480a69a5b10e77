/** What is read of a process. */
export interface ScriptFacts {
  readonly argv: readonly string[];
  readonly execArgv: readonly string[];
}

/** Options by which Node.js runs what stands on its command line. */
const evaluating = /^(?:-e|-p|-pe|--eval|--print)(?:=|$)/;

/**
 * The script that Node.js runs: `argv[1]`, but for code from the command line, behind which stand arguments: these may hold
 * secrets. A worker thread has a script also where its process has none.
 */
export function scriptOf({ argv, execArgv }: ScriptFacts, isMainThread: boolean): string | undefined {
  return isMainThread && execArgv.some((option) => evaluating.test(option)) ? undefined : argv[1];
}
