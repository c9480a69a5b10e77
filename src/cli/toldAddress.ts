import { type AddressFile, keepAddress, placeOf } from '../serving/addressFile.ts';
import type { RunningServer } from '../serving/startServer.ts';

/** What is said of where a dashboard is. */
export interface ToldAddress {
  readonly address: string;
  /** A sentence on where the whole address is; `undefined` where that is all of it. */
  readonly place?: string | undefined;
}

/**
 * The whole address at a terminal. Elsewhere what is said may be kept in a log: then it is said without its token, and is
 * in a file of this user until `forget` or the end of the process.
 */
export function toldAddress(
  { url, address }: Pick<RunningServer, 'url' | 'address'>,
  { socketPath, isTerminal }: { readonly socketPath: string; readonly isTerminal: boolean },
): ToldAddress & { forget(): void } {
  if (isTerminal || address === url) return { address, forget: () => undefined };
  let file: AddressFile | undefined;
  const place = placeOf(() => {
    file = keepAddress(address, socketPath);
    return file.path;
  });
  return { address: url, place, forget: () => file?.remove() };
}
