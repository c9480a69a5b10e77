import { isatty } from 'node:tty';
import { placeOf } from '../serving/addressFile.ts';
import type { RunningServer } from '../serving/startServer.ts';
import { type WarningEmitter, warn } from './warn.ts';

/** Of Node.js itself, which prints warnings. */
const ownListeners = 1;
const standardError = 2;

/**
 * Tells where a process serves its dashboard. The token is in it only where the words go to a terminal: everything else
 * that reads standard error or hears of warnings may be a log, where a file is named that holds the whole address.
 *
 * @param keep writes that file and returns its path
 */
export function tellAddress(
  host: WarningEmitter,
  { url, address }: Pick<RunningServer, 'url' | 'address'>,
  keep: () => string,
  isShown: () => boolean = goesToTerminalAlone,
): void {
  if (address === url || isShown()) warn(host, `The dashboard is at ${address}`);
  else warn(host, `The dashboard is at ${url} ${placeOf(keep)}`);
}

/** Whether warnings are printed at a terminal, and go nowhere else. */
function goesToTerminalAlone(): boolean {
  try {
    const { NODE_OPTIONS = '', NODE_REDIRECT_WARNINGS } = process.env;
    const isRedirected =
      Boolean(NODE_REDIRECT_WARNINGS) ||
      [NODE_OPTIONS, ...process.execArgv].some((option) => option.includes('--redirect-warnings'));
    return !isRedirected && process.listenerCount('warning') <= ownListeners && isatty(standardError);
  } catch {
    return false;
  }
}
