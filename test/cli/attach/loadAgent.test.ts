import { describe, expect, it } from 'vitest';
import { type AgentLoad, closeInspector, failed, loadAgent } from '../../../src/cli/attach/loadAgent.ts';
import { CdpConnection } from '../../../src/page/CdpConnection.ts';
import type { Transport } from '../../../src/page/Transport.ts';

const load = { orders: {}, closesInspector: true } as unknown as AgentLoad;

/** An inspector that answers each command as the test says. */
function inspector(answer: (method: string) => object | undefined) {
  const sent: { readonly method: string; readonly params: { readonly expression?: string } }[] = [];
  const state = { isClosed: false };
  const transport: Transport = {
    send: (message) => {
      const { id, method, params } = JSON.parse(message);
      sent.push({ method, params });
      const given = answer(method);
      if (given !== undefined) queueMicrotask(() => transport.onMessage(JSON.stringify({ id, ...given })));
    },
    close: () => {
      state.isClosed = true;
    },
    onMessage: () => undefined,
    onClose: () => undefined,
  };
  return { connection: new CdpConnection(transport, failed, 'The process'), sent, state, transport };
}

const never = new Promise<never>(() => undefined);
const patience = { wait: () => never, withdraw: async () => undefined };
const evaluated = (value: unknown) => (method: string) =>
  method === 'Runtime.evaluate' ? { result: { result: { value } } } : { result: {} };

describe('loading an agent', () => {
  it('has the process close the connection, where the inspector is closed', async () => {
    const given = inspector(evaluated('attached'));
    expect(await loadAgent(given.connection, load, patience)).toBe('attached');
    expect(given.state.isClosed).toBe(false);
    const other = inspector(evaluated('watched'));
    expect(await loadAgent(other.connection, { ...load, closesInspector: false }, patience)).toBe('watched');
    expect(other.state.isClosed).toBe(true);
  });

  it('tells in a line what went wrong there', async () => {
    const exceptionDetails = { text: 'Uncaught', exception: { description: 'Error: no such file\n  at x' } };
    const given = inspector(() => ({ result: { result: {}, exceptionDetails } }));
    await expect(loadAgent(given.connection, load, patience)).rejects.toMatchObject({
      code: 'ATTACH_FAILED',
      message: 'The agent could not be loaded. Error: no such file.',
    });
  });

  it('takes back what it asked for where nothing is answered', async () => {
    const given = inspector((method) => (method === 'Runtime.evaluate' ? undefined : { result: {} }));
    const withdrawn: string[] = [];
    const withdraw = async (): Promise<void> => void withdrawn.push('the hub');
    await expect(
      loadAgent(
        given.connection,
        { ...load, closesInspector: false },
        { wait: async () => undefined, withdraw },
      ),
    ).rejects.toThrow('its event loop is blocked');
    expect(withdrawn).toEqual(['the hub']);
    expect(given.state.isClosed).toBe(true);
  });

  it('lets a process go that ends meanwhile', async () => {
    const given = inspector((method) => (method === 'Runtime.evaluate' ? undefined : { result: {} }));
    const loading = loadAgent(given.connection, load, patience);
    await new Promise((resolve) => setImmediate(resolve));
    given.transport.onMessage('{"method":"NodeRuntime.waitingForDisconnect","params":{}}');
    await expect(loading).rejects.toThrow('The process has ended, or its connection has.');
    expect(given.state.isClosed).toBe(true);
  });

  it('closes an inspector of any version', async () => {
    const given = inspector(() => ({ result: {} }));
    await closeInspector(given.connection);
    expect(given.sent[0]?.params.expression).toContain('require("inspector")');
  });
});
