import { constants } from 'node:os';

/** By these a fault in native code ends a process; nobody sends them on purpose. */
export const faultSignals: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGFPE'];

/** Shells say of a command that died by signal n that its exit code is 128 + n. */
const shellBase = 128;
/** As this system numbers them; of several names for one number the first is the usual one. */
const names: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** The signal that a shell means by an exit code: `SIGKILL` by 137. `undefined` where it means none. */
export function signalOfShellCode(code: number): string | undefined {
  return names.get(code - shellBase);
}
