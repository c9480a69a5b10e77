import { WebSocket } from 'ws';
import type { Transport } from './Transport.ts';

/** A heap profile comes as one message. */
const longestMessageBytes = 512 * 1024 * 1024;
const handshakeMs = 10_000;

/** Connects to the DevTools endpoint of a browser: `ws://127.0.0.1:9222/devtools/browser/…`. Rejects where it cannot. */
export function openWebSocket(url: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: longestMessageBytes,
      handshakeTimeout: handshakeMs,
    });
    const transport: Transport = {
      send: (message) => socket.send(message, () => undefined),
      close: () => socket.close(),
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    socket.on('error', reject);
    socket.on('message', (message) => transport.onMessage(message.toString()));
    socket.on('close', () => transport.onClose());
    socket.on('open', () => resolve(transport));
  });
}
