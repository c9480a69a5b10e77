import { connect } from 'node:net';

const connections = 8;
const pipelined = 16;

/** Asks for a path so many times, over few connections that never wait; returns the status of the last answer. */
export async function pipelinedLoad(port: number, path: string, requests: number): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: connections }, () => askOver(port, path, Math.ceil(requests / connections))),
  );
  return statuses[0] ?? 0;
}

function askOver(port: number, path: string, requests: number): Promise<number> {
  const request = `GET ${path} HTTP/1.1\r\nhost: bench\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(request.repeat(Math.min(pipelined, requests))),
    );
    let answered = 0;
    let sent = Math.min(pipelined, requests);
    let rest = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('HTTP/1.1 ');
      const status = Number(parts.at(-1)?.slice(0, 3));
      // A status line may be cut: what could be the beginning of one is looked at again.
      rest = (rest + chunk).slice(-8).match(/H[TP/1. ]*$/)?.[0] ?? '';
      const arrived = parts.length - 1;
      answered += arrived;
      const more = Math.min(arrived, requests - sent);
      sent += more;
      if (more > 0) socket.write(request.repeat(more));
      if (answered < requests) return;
      socket.destroy();
      resolve(status);
    });
    socket.on('error', reject);
  });
}
