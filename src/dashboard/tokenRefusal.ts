import type { FeedConnection } from './sources/DashboardSource.ts';

/** What a server that tells nothing without its token has refused, and where the token belongs. */
export interface TokenRefusal {
  readonly title: string;
  readonly detail: string;
  /** The address of this page with a place for it. */
  readonly command: string;
}

/** What to say of a connection that is refused for want of the token; `undefined` of any other. */
export function tokenRefusal(connection: FeedConnection): TokenRefusal | undefined {
  if (!connection.startsWith('token')) return undefined;
  return {
    title: `The ${connection.replace(' ', ' is ')}`,
    detail:
      'This Tidemark tells nothing without the TIDEMARK_TOKEN that it was started with. Put it behind the address of this page:',
    command: `${location.origin}${location.pathname}#k=TOKEN`,
  };
}
