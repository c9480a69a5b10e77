import type { ProcessRole } from '../wire/process.ts';

/** How processes are spoken of. */
export const roleNames: Readonly<Record<ProcessRole, string>> = {
  main: 'process',
  'cluster-worker': 'cluster worker',
  'worker-thread': 'worker thread',
  child: 'child process',
  page: 'page',
};
