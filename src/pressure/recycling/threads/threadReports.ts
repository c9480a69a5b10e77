import { type Reader, record, text } from '../../../wire/reader.ts';
import { type WorkerCondition, workerCondition } from '../WorkerCondition.ts';

/** A channel of our own between all threads of this process: what the application posts to its workers is left alone. */
const channelName = 'tidemark:recycling';

interface ThreadReport {
  readonly id: string;
  readonly condition: WorkerCondition;
}

const threadReport: Reader<ThreadReport> = record<ThreadReport>({ id: text, condition: workerCondition });

/** Says how this thread is, to whoever replaces threads in this process. Never keeps it alive. */
export function openThreadReports(): { say(report: ThreadReport): void; close(): void } {
  const channel = openChannel();
  return { say: (report) => channel.postMessage(report), close: () => channel.close() };
}

/** Hears how the threads of this process are. Returns a function that ends it. */
export function hearThreadReports(take: (id: string, condition: WorkerCondition) => void): () => void {
  const channel = openChannel();
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    let report: ThreadReport;
    try {
      report = threadReport(data, '');
    } catch {
      return; // another version of Tidemark
    }
    take(report.id, report.condition);
  };
  return () => channel.close();
}

interface Channel {
  onmessage: (message: { readonly data: unknown }) => void;
  postMessage(message: unknown): void;
  close(): void;
  unref(): unknown;
}

function openChannel(): Channel {
  const channel = new BroadcastChannel(channelName) as unknown as Channel;
  channel.unref();
  return channel;
}
