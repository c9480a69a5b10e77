import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpServers } from '../../../../src/pressure/recycling/cluster/HttpServers.ts';
import { FakeTime } from '../../../monitoring/simulation.ts';
import { until } from '../../Program.ts';

interface Answer {
  readonly connection: string | undefined;
  readonly text: string;
}

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly servers: HttpServers = new HttpServers(this.time);
  readonly agent: Agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly server: Server;
  answer: (() => void) | undefined;
  held = false;

  constructor() {
    this.server = createServer((_request, response) => {
      this.answer = () => response.end('text');
      if (!this.held) this.answer();
    });
    onTestFinished(() => {
      this.servers.dispose();
      this.agent.destroy();
      this.server.closeAllConnections();
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.server.address() as AddressInfo).port;
    return this;
  }

  #port = 0;

  request(agent: Agent | false = this.agent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      get({ port: this.#port, host: '127.0.0.1', agent }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ connection: response.headers.connection, text }));
      }).on('error', reject);
    });
  }
}

describe('the HTTP servers of a worker', () => {
  it('take no more connections, and end the others with their next response', async () => {
    const stage = await new Stage().listen();
    expect((await stage.request()).connection).toBe('keep-alive');
    const closed = stage.servers.close(60_000);
    await expect(stage.request(false)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    // The connection that is there is still good for one.
    expect(await stage.request()).toEqual({ connection: 'close', text: 'text' });
    await closed;
    expect(stage.time.pending).toBe(0);
  });

  it('close connections that stay idle, after the time that clients were told', async () => {
    const stage = await new Stage().listen();
    await stage.request();
    let isClosed = false;
    const closed = stage.servers.close(60_000).then(() => (isClosed = true));
    stage.time.pass(5999);
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    stage.time.pass(1);
    await closed;
  });

  it('have no more patience than they are given', async () => {
    const stage = await new Stage().listen();
    await stage.request();
    const closed = stage.servers.close(10);
    stage.time.pass(10);
    await closed;
  });

  it('finish what they are answering', async () => {
    const stage = await new Stage().listen();
    await stage.request();
    stage.held = true;
    stage.answer = undefined;
    const answered = stage.request();
    await until(() => expect(stage.answer).toBeDefined());
    const closed = stage.servers.close(10);
    stage.time.pass(1000);
    (stage.answer as unknown as () => void)();
    expect((await answered).text).toBe('text');
    stage.time.pass(1000);
    await closed;
  });

  it("are nobody's business when they have had no request, or were closed before", async () => {
    const stage = await new Stage().listen();
    await stage.servers.close(10);
    expect(stage.server.listening).toBe(true);
    const other = await new Stage().listen();
    await other.request();
    other.server.close();
    other.server.closeAllConnections();
    await other.servers.close(10);
    expect(other.time.pending).toBe(0);
  });
});
