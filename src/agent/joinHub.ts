import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { ProcessCall } from '../wire/call.ts';
import { toRow } from '../wire/sample.ts';
import type { TakingNews } from '../wire/snapshotTaking.ts';
import type { HubConnection } from './HubConnection.ts';
import type { LazyCalls } from './LazyCalls.ts';
import { SnapshotOrders } from './SnapshotOrders.ts';
import { tellChildEnds } from './tellChildEnds.ts';

/** What of a monitor the hub is told, and of a process how it ends. */
type Monitored = Pick<MemoryMonitor, 'onSample' | 'onEvent' | 'getCurrentUsage'>;
type Ending = Pick<NodeJS.Process, 'on' | 'off'>;

/**
 * Sends everything a monitor tells to the hub, and last words when the process exits; answers what the hub calls for.
 * Returns a function that ends it.
 */
export function joinHub(
  hub: HubConnection,
  monitor: Monitored,
  host: Ending,
  calls: Pick<LazyCalls, 'answer'>,
): () => void {
  const endSamples = monitor.onSample((row) => hub.sendSample(row));
  const endEvents = monitor.onEvent((event) => hub.sendEvent(event));
  const endChildren = tellChildEnds(hub);
  const orders = new SnapshotOrders();
  const answerCall = async (request: number, call: ProcessCall): Promise<void> => {
    const answer = await calls.answer(call);
    await hub.answer({ type: 'answer', request, answer });
  };
  const callOffs = new Map<number, () => void>();
  hub.onCommand((command) => {
    const { request } = command;
    if (command.type === 'call') {
      void answerCall(request, command.call);
    } else if (command.type === 'call-off-snapshot') callOffs.get(request)?.();
    else {
      const tell = (news: TakingNews): Promise<void> => {
        if (news.state !== 'begun') callOffs.delete(request);
        return hub.answer({ type: 'taking', request, news });
      };
      callOffs.set(request, orders.take(command.order, tell));
    }
  });
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
    endChildren();
    host.off('exit', sayLastWords);
    for (const callOff of callOffs.values()) callOff();
    hub.close('stopped');
  };
}
