import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applicationEnvironment } from '../../src/hub/applicationEnvironment.ts';
import { runApplication } from '../../src/hub/runApplication.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-run-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const basis = {
  environment: {},
  registerUrl: 'file:///lib/register.js',
  socketPath: '/tmp/hub.sock',
  hubPid: 7,
  settings: {},
};

describe("the application's environment", () => {
  it('loads the agent and leads it to the hub', () => {
    expect(applicationEnvironment(basis)).toEqual({
      NODE_OPTIONS: '--import file:///lib/register.js',
      TIDEMARK_HUB_SOCKET: '/tmp/hub.sock',
      TIDEMARK_HUB_PID: '7',
    });
  });

  it('keeps the options of the user, and adds ours once', () => {
    const environment = { NODE_OPTIONS: '--max-old-space-size=100', PATH: '/bin' };
    const first = applicationEnvironment({ ...basis, environment });
    expect(first.NODE_OPTIONS).toBe('--max-old-space-size=100 --import file:///lib/register.js');
    expect(first.PATH).toBe('/bin');
    expect(applicationEnvironment({ ...basis, environment: first }).NODE_OPTIONS).toBe(first.NODE_OPTIONS);
  });

  it("lets the command line's settings win, and keeps the port for the hub", () => {
    const environment = { TIDEMARK_PORT: '7171', TIDEMARK_SAMPLING_INTERVAL: '9', TIDEMARK_NAME: 'api' };
    const settings = { TIDEMARK_SAMPLING_INTERVAL: '250' };
    const result = applicationEnvironment({ ...basis, environment, settings });
    expect(result).toMatchObject({ TIDEMARK_SAMPLING_INTERVAL: '250', TIDEMARK_NAME: 'api' });
    expect(result).not.toHaveProperty('TIDEMARK_PORT');
  });

  it('survives spaces and quotes in the path', () => {
    const directory = join(folder, 'a "strange" place', "50% #1 'quoted'");
    mkdirSync(directory, { recursive: true });
    const register = join(directory, 'register.mjs');
    writeFileSync(register, 'process.stdout.write("registered ");');
    const environment = applicationEnvironment({
      ...basis,
      environment: { PATH: process.env.PATH, NODE_OPTIONS: '--no-warnings' },
      registerUrl: pathToFileURL(register).href,
    });
    const result = spawnSync(process.execPath, ['-e', 'process.stdout.write("ran")'], { env: environment });
    expect([result.stdout.toString(), result.stderr.toString()]).toEqual(['registered ran', '']);
  });
});

describe('running an application', () => {
  const environment = { PATH: process.env.PATH };

  it('tells its exit code', async () => {
    const application = await runApplication({
      command: process.execPath,
      arguments: ['-e', 'process.exit(3)'],
      environment,
      directory: folder,
    });
    expect(application.pid).toBeGreaterThan(0);
    expect(await application.exited).toEqual({ code: 3, signal: null });
  });

  it('passes signals on and tells which one ended it', async () => {
    const application = await runApplication({
      command: process.execPath,
      arguments: ['-e', 'setInterval(() => {}, 1000)'],
      environment,
      directory: folder,
    });
    application.send('SIGTERM');
    expect(await application.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(() => application.send('SIGTERM')).not.toThrow();
  });

  it('names a command that does not exist', async () => {
    await expect(
      runApplication({ command: 'no-such-command', arguments: [], environment, directory: folder }),
    ).rejects.toMatchObject({
      code: 'SCRIPT_NOT_FOUND',
      received: 'no-such-command',
      message: expect.stringContaining('that exists'),
    });
  });

  it.skipIf(process.platform === 'win32')('names a file that cannot be executed', async () => {
    const command = join(folder, 'notes');
    writeFileSync(command, 'hello');
    await expect(
      runApplication({ command, arguments: [], environment, directory: folder }),
    ).rejects.toMatchObject({
      code: 'SCRIPT_NOT_FOUND',
      message: expect.stringContaining('can be executed'),
    });
  });
});
