import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CdpConnection, type CdpEvent } from '../../src/page/CdpConnection.ts';
import { PipeTransport } from '../../src/page/PipeTransport.ts';

function connected() {
  const toBrowser = new PassThrough();
  const fromBrowser = new PassThrough();
  const connection = new CdpConnection(new PipeTransport(toBrowser, fromBrowser));
  return { toBrowser, fromBrowser, connection };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a connection to a browser', () => {
  it('answers commands in whatever order and pieces the answers come', async () => {
    const { toBrowser, fromBrowser, connection } = connected();
    const first = connection.send('A');
    const second = connection.send('B', { x: 1 }, 'session');
    await turn();
    expect(String(toBrowser.read())).toBe(
      '{"id":1,"method":"A","params":{}}\0{"id":2,"method":"B","params":{"x":1},"sessionId":"session"}\0',
    );
    const bytes = Buffer.from('{"id":2,"result":{"text":"für"}}\0{"id":1,"result":{}}\0');
    for (const byte of bytes) fromBrowser.write(Buffer.of(byte));
    expect(await second).toEqual({ text: 'für' });
    expect(await first).toEqual({});
  });

  it('tells what the browser refuses with the command', async () => {
    const { fromBrowser, connection } = connected();
    const asked = connection.send('Page.fly');
    fromBrowser.write('{"id":1,"error":{"code":-32601,"message":"was not found"}}\0');
    await expect(asked).rejects.toMatchObject({ code: 'PAGE_FAILED', message: 'Page.fly: was not found' });
  });

  it('tells events until nobody listens', async () => {
    const { fromBrowser, connection } = connected();
    const heard: CdpEvent[] = [];
    const stop = connection.listen((event) => heard.push(event));
    fromBrowser.write('{"method":"Page.loaded","params":{"at":1},"sessionId":"s"}\0');
    await turn();
    stop();
    fromBrowser.write('{"method":"Page.loaded","params":{"at":2}}\0');
    await turn();
    expect(heard).toEqual([{ method: 'Page.loaded', params: { at: 1 }, sessionId: 's' }]);
  });

  it('rejects what waits, and what is asked later, when the browser has ended', async () => {
    const { fromBrowser, connection } = connected();
    const asked = connection.send('A');
    fromBrowser.end();
    fromBrowser.resume();
    await expect(asked).rejects.toMatchObject({ code: 'PAGE_FAILED' });
    expect(connection.isClosed).toBe(true);
    await expect(connection.send('B')).rejects.toThrow('has ended');
  });
});
