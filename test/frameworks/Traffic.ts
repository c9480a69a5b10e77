import http from 'node:http';

/** An answer as a client gets it. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a server on this machine. */
export function ask(port: number, path: string, options: http.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** Asks for something, and goes away once the server has begun with it. */
export function abandon(port: number, path: string, begun: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const request = http.request({ port, host: '127.0.0.1', path });
    request.on('error', () => resolve());
    request.on('close', () => resolve());
    request.end();
    begun.then(() => request.destroy());
  });
}

/** Asks for each path so many times, over connections that are kept. Returns how many answers had which status. */
export async function load(
  port: number,
  paths: readonly string[],
  requests: number,
): Promise<Record<number, number>> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const seen: Record<number, number> = {};
  let next = 0;
  const client = async () => {
    while (next < requests * paths.length) {
      const path = paths[next++ % paths.length]!;
      const { status } = await ask(port, path.replace('{n}', String(next)), { agent });
      seen[status] = (seen[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, client));
  agent.destroy();
  return seen;
}
