import type { ProcessAnswer } from '../../../wire/call.ts';
import type { ProcessSummary } from '../../../wire/process.ts';
import { h } from '../../element.ts';
import { roundBytes } from '../../model/bytes.ts';
import { ActionCard, type Choice, type Question } from '../ActionCard.ts';
import { costsOf, expectAnswer, pathOf } from '../callProcess.ts';
import { agreedPause, collectionCost, pauseText, pruningText } from '../costText.ts';
import type { Tool } from '../Tool.ts';
import type { ToolServer } from '../ToolServer.ts';

/** What can be done at once: collect, prune. */
export class ActionsTool implements Tool {
  readonly element: HTMLElement;
  readonly #server: ToolServer;
  readonly #cards: readonly ActionCard[];
  #process: ProcessSummary | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
    this.#cards = [
      new ActionCard({
        title: 'Collect garbage',
        explanation: 'Has V8 collect the whole heap now, and tells how much memory that has freed.',
        ask: () => this.#collection(),
      }),
      new ActionCard({
        title: 'Prune all caches',
        explanation: 'Has caches, pools and declared holders let go of what is worth the least.',
        ask: () => this.#pruning(),
      }),
    ];
    this.element = h('div', { class: 'actions' }, ...this.#cards.map(({ element }) => element));
  }

  show(process: ProcessSummary): void {
    if (process.identity.id !== this.#process?.identity.id) for (const card of this.#cards) card.reset();
    this.#process = process;
  }

  async #collection(): Promise<Question> {
    const process = this.#process as ProcessSummary;
    const { collection } = await costsOf(this.#server, process);
    const run = async (): Promise<string> => {
      const path = `${pathOf(process)}/actions/collect-garbage?maxPauseMs=${agreedPause(collection)}`;
      const done = (await expectAnswer(this.#server.post<ProcessAnswer>(path), 'collected')).collection;
      const freed = done.usedBytesBefore - done.usedBytesAfter;
      const resident = done.rssBytesBefore - done.rssBytesAfter;
      const rss = resident > 0 ? ` Resident memory fell by ${roundBytes(resident)}.` : '';
      return `${freed > 0 ? roundBytes(freed) : 'Nothing'} freed: ${roundBytes(done.usedBytesBefore)} were in use, ${roundBytes(done.usedBytesAfter)} are now. The thread stood still for ${pauseText(done.pauseMs)}.${rss}`;
    };
    const choices = collection.pauseMs === undefined ? [] : [{ label: 'Collect now', run }];
    return { text: collectionCost(collection), choices };
  }

  async #pruning(): Promise<Question> {
    const process = this.#process as ProcessSummary;
    const { collection } = await costsOf(this.#server, process);
    const choice = (label: string, mode: string): Choice => ({
      label,
      run: async () => {
        const path = `${pathOf(process)}/actions/prune-caches?mode=${mode}&maxPauseMs=${agreedPause(collection)}`;
        return pruningText((await expectAnswer(this.#server.post<ProcessAnswer>(path), 'pruned')).pruning);
      },
    });
    return {
      text: `What is pruned has to be found anew when it is asked for. ${collectionCost(collection, 2)} That measures what is freed.`,
      choices: [choice('Prune a quarter', 'normal'), choice('Prune three quarters', 'aggressive')],
    };
  }
}
