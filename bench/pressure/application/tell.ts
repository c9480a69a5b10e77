import type { Message } from './Message.ts';

/** Tells the bench, or the main process of a cluster, which passes it on. */
export function tell(message: Message): void {
  if (process.connected) process.send?.(message);
}
