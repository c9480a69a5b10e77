import type { ProcessSummary } from '../../../wire/process.ts';
import type { TakingNews } from '../../../wire/snapshotTaking.ts';
import { roundBytes } from '../../model/bytes.ts';
import { ActionCard, type Choice, type Question } from '../ActionCard.ts';
import { costsOf, pathOf } from '../callProcess.ts';
import { pauseText, snapshotCost, takingText } from '../costText.ts';
import type { ToolServer } from '../ToolServer.ts';

/** Takes a heap snapshot, once it was said what that costs, or why it would be refused. */
export function takingCard(server: ToolServer, process: () => ProcessSummary, taken: () => void): ActionCard {
  const ask = async (): Promise<Question> => {
    const asked = process();
    const { snapshot } = await costsOf(server, asked);
    const choice = (label: string, options: string): Choice => ({
      label,
      run: (progress, signal) =>
        take(server, `${pathOf(asked)}/actions/heap-snapshot?${options}`, { progress, signal, taken }),
    });
    if (snapshot.refusal === undefined) {
      const choices = [choice('Take it', ''), choice('Take it without texts', 'redact=true')];
      return { text: snapshotCost(snapshot), choices };
    }
    return {
      text: `${snapshot.refusal} It may end the process.`,
      choices: [choice('Take it nevertheless', 'force=true')],
    };
  };
  return new ActionCard({
    title: 'Take a heap snapshot',
    explanation: 'Writes everything on the heap into a file, which shows what is there and who holds it.',
    ask,
    cancellable: true,
  });
}

const lookMs = 1_000;

/** How a taking is told of. */
interface Telling {
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
  readonly taken: () => void;
}

async function take(server: ToolServer, path: string, { progress, signal, taken }: Telling): Promise<string> {
  let last: TakingNews | undefined;
  let clock: ReturnType<typeof setInterval> | undefined;
  const heard = (given: unknown): void => {
    last = given as TakingNews;
    if (last.state !== 'begun') return;
    const { estimate } = last;
    const begunAtMs = performance.now();
    const tell = (): void => progress(takingText(estimate, performance.now() - begunAtMs));
    tell();
    // The process itself stands still, and cannot say how far it is.
    clock = setInterval(tell, lookMs);
  };
  await server.follow(path, heard, signal).finally(() => clearInterval(clock));
  if (last?.state === 'refused') throw new Error(last.reason);
  if (last?.state !== 'written') throw new Error('The connection ended before the snapshot was written.');
  taken();
  const { fileBytes, durationMs, removed } = last;
  const gone = removed.length === 0 ? '' : ` ${removed.length} older ones had to go.`;
  return `Written: ${roundBytes(fileBytes)}, after ${pauseText(durationMs)}.${gone}`;
}
