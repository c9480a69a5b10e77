/** Carries messages to a browser and back, whole ones, as text. */
export interface Transport {
  send(message: string): void;
  /** Ends the connection. What was attached to goes on; what was started ends. */
  close(): void;
  /** Called with each message that came. Set once, before anything is sent. */
  onMessage: (message: string) => void;
  /** Called once, when nothing comes any more. */
  onClose: () => void;
}
