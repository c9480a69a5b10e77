/** What is used of `ws`, which brings no types. */
declare module 'ws' {
  interface Options {
    readonly perMessageDeflate: boolean;
    readonly maxPayload: number;
    readonly handshakeTimeout: number;
  }

  class WebSocket {
    constructor(url: string, options: Options);
    send(message: string, sent: (error?: Error) => void): void;
    close(): void;
    on(event: 'open' | 'close', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'message', listener: (message: { toString(): string }) => void): this;
  }
}
