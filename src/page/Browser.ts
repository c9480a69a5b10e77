import type { CdpConnection } from './CdpConnection.ts';

/** A browser that pages can be opened in. */
export interface Browser {
  readonly connection: CdpConnection;
  /** As it calls itself: `Chrome/156.0.8078.79`. */
  readonly name: string;
  /** The pages that were opened here, and are open. */
  readonly openPages: Set<string>;
  /** Ends it where it was started, with all that it has written; where it was attached to, only what was opened here is closed. */
  close(): Promise<void>;
}
