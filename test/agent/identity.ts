import type { ProcessIdentity } from '../../src/wire/process.ts';

/** Some process. */
export const identity: ProcessIdentity = {
  id: '1',
  pid: 1,
  threadId: 0,
  parentPid: 0,
  role: 'main',
  name: 'app.js',
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: 0,
  intervalMs: 1000,
};
