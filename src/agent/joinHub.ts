import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { toRow } from '../wire/sample.ts';
import type { HubConnection } from './HubConnection.ts';

/** What of a monitor the hub is told, and of a process how it ends. */
type Monitored = Pick<MemoryMonitor, 'onSample' | 'onEvent' | 'getCurrentUsage'>;
type Ending = Pick<NodeJS.Process, 'on' | 'off'>;

/** Sends everything a monitor tells to the hub, and last words when the process exits. Returns a function that ends it. */
export function joinHub(hub: HubConnection, monitor: Monitored, host: Ending): () => void {
  const endSamples = monitor.onSample((row) => hub.sendSample(row));
  const endEvents = monitor.onEvent((event) => hub.sendEvent(event));
  const sayLastWords = (code: number): void => {
    try {
      hub.sendSample(toRow(monitor.getCurrentUsage()));
      hub.close(`exit code ${code}`);
    } catch {
      // An exception within `exit` would change the exit code of the application.
    }
  };
  host.on('exit', sayLastWords);
  return () => {
    endSamples();
    endEvents();
    host.off('exit', sayLastWords);
    hub.close('stopped');
  };
}
