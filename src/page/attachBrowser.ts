import { TidemarkError } from '../TidemarkError.ts';
import type { Browser } from './Browser.ts';
import { CdpConnection } from './CdpConnection.ts';
import { openWebSocket } from './openWebSocket.ts';

const askMs = 10_000;

/**
 * Attaches to a browser that runs with `--remote-debugging-port`.
 *
 * @param address `http://127.0.0.1:9222`, or the `ws:` address that the browser prints
 * @throws TidemarkError `BROWSER_UNAVAILABLE` where nobody answers
 */
export async function attachBrowser(address: string): Promise<Browser> {
  try {
    const transport = await openWebSocket(await endpointOf(address));
    const connection = new CdpConnection(transport);
    const { product } = await connection.send<{ product: string }>('Browser.getVersion');
    const openPages = new Set<string>();
    const close = async (): Promise<void> => {
      const closed = [...openPages].map((targetId) => connection.send('Target.closeTarget', { targetId }));
      await Promise.race([Promise.allSettled(closed), after(askMs)]);
      connection.close();
    };
    return { connection, name: product, openPages, close };
  } catch (cause) {
    const reason = causeOf(cause as Error);
    const message = `No browser answers at ${address}: ${reason}. Start one with --remote-debugging-port=9222.`;
    throw new TidemarkError('BROWSER_UNAVAILABLE', message, { option: '--attach', received: address, cause });
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

async function endpointOf(address: string): Promise<string> {
  if (/^wss?:/.test(address)) return address;
  const answer = await fetch(new URL('/json/version', address), { signal: AbortSignal.timeout(askMs) });
  const { webSocketDebuggerUrl } = (await answer.json()) as { webSocketDebuggerUrl?: string };
  if (webSocketDebuggerUrl === undefined) throw new Error('what answers is no browser');
  return webSocketDebuggerUrl;
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
