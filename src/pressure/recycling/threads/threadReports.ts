import { type Reader, record, text } from '../../../wire/reader.ts';
import { type RecyclingAnswer, recyclingAnswer } from '../RecyclingAnswer.ts';
import { type WorkerCondition, workerCondition } from '../WorkerCondition.ts';

/** A channel of our own between all threads of this process: what the application posts to its workers is left alone. */
const channelName = 'tidemark:recycling';

interface ThreadReport {
  readonly id: string;
  readonly condition: WorkerCondition;
}

interface ThreadAnswer {
  readonly id: string;
  readonly answer: RecyclingAnswer;
}

const threadReport: Reader<ThreadReport> = record<ThreadReport>({ id: text, condition: workerCondition });
const threadAnswer: Reader<ThreadAnswer> = record<ThreadAnswer>({ id: text, answer: recyclingAnswer });

/**
 * Says how this thread is, to whoever replaces threads in this process. Never keeps it alive.
 *
 * @param answered hears what is answered, to this thread and to others
 */
export function openThreadReports(answered: (answer: ThreadAnswer) => void = () => {}): {
  say(report: ThreadReport): void;
  close(): void;
} {
  const channel = openChannel();
  hear(channel, threadAnswer, answered);
  return { say: (report) => channel.postMessage(report), close: () => channel.close() };
}

/** Hears how the threads of this process are, and answers them. */
export function hearThreadReports(take: (id: string, condition: WorkerCondition) => void): {
  answer(id: string, answer: RecyclingAnswer): void;
  close(): void;
} {
  const channel = openChannel();
  hear(channel, threadReport, ({ id, condition }) => take(id, condition));
  return { answer: (id, answer) => channel.postMessage({ id, answer }), close: () => channel.close() };
}

/** What is of another kind, or of another version of Tidemark, is left alone. */
function hear<Message>(channel: Channel, reader: Reader<Message>, take: (message: Message) => void): void {
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    let read: Message;
    try {
      read = reader(data, '');
    } catch {
      return;
    }
    take(read);
  };
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
