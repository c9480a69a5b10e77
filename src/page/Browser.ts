import type { CdpConnection } from './CdpConnection.ts';

/** A browser that pages can be opened in. */
export interface Browser {
  readonly connection: CdpConnection;
  /** As it calls itself: `Chrome/156.0.8078.79`. */
  readonly name: string;
  /** Ends it where it was started, with all that it has written; leaves it where it was attached to. */
  close(): Promise<void>;
}
