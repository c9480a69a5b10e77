import { randomBytes } from 'node:crypto';
import type { RunningServer, ServerOptions } from './startServer.ts';

/** A token that was given is wanted for everything; where none is, one that nobody can guess lets act. */
export function tokenOptions(given: string | undefined): Pick<ServerOptions, 'token' | 'tokenFor'> {
  if (given !== undefined) return { token: given, tokenFor: 'everything' };
  return { token: randomBytes(16).toString('base64url'), tokenFor: 'actions' };
}

/** What is said of a server that other machines reach; `undefined` of one that they do not. */
export function opennessSentence({ openAt }: Pick<RunningServer, 'openAt'>): string | undefined {
  if (openAt === undefined) return undefined;
  return `The dashboard is open to other machines on ${openAt}. The token is wanted for everything. There is no TLS: put a proxy before it.`;
}
