import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import type { LazyCalls } from './LazyCalls.ts';
import { loadCode } from './loadCode.ts';
import type { OwnServer, OwnServerSettings } from './serveOwnProcess.ts';
import { type WarningEmitter, warn } from './warn.ts';

/** A dashboard that a process serves itself. Neither address rejects: what goes wrong is a warning of the process. */
export interface OwnDashboard {
  readonly url: Promise<string | undefined>;
  readonly address: Promise<string | undefined>;
  close(): void;
}

/** What is shown, and where. */
export interface OwnDashboardOptions {
  readonly identity: ProcessIdentity;
  readonly monitor: MemoryMonitor;
  readonly calls: LazyCalls;
  readonly settings: OwnServerSettings;
  readonly host: WarningEmitter;
  /** Whether nobody can ask for its address, and it is told as a warning. @default false */
  readonly tells?: boolean;
}

/** Opens it with code that is loaded for it alone. */
export function openOwnDashboard({
  identity,
  monitor,
  calls,
  settings,
  host,
  tells = false,
}: OwnDashboardOptions): OwnDashboard {
  // Imported when it is wanted: HTTP is most of what there is to load.
  const open = async (): Promise<OwnServer | undefined> => {
    try {
      const { serveOwnProcess } = await loadCode(() => import('./serveOwnProcess.ts'));
      const running = await serveOwnProcess(identity, monitor, calls, settings, ({ message }) =>
        warn(host, `tidemark snapshot take cannot ask this process: ${message}`),
      );
      if (running.openness !== undefined) warn(host, running.openness);
      if (tells) running.tellAddress(host);
      return running;
    } catch (error) {
      const { message, code } = error as Error & { readonly code?: string };
      warn(host, `The dashboard could not be opened: ${message}`, code);
      return undefined;
    }
  };
  const server = open();
  const close = async (): Promise<void> => {
    await (await server)?.close();
  };
  return {
    url: partOf(server, 'url'),
    address: partOf(server, 'address'),
    close: () => void close(),
  };
}

async function partOf<Part extends 'url' | 'address'>(
  server: Promise<OwnServer | undefined>,
  part: Part,
): Promise<OwnServer[Part] | undefined> {
  return (await server)?.[part];
}
