import type { CacheEntry, ProcessAnswer } from '../../../wire/call.ts';
import type { ProcessSummary } from '../../../wire/process.ts';
import { h, setText } from '../../element.ts';
import { formatBytes, formatShare, roundBytes, unknown } from '../../model/bytes.ts';
import { type Cell, tableOf } from '../../panels/tableOf.ts';
import { ActionCard, type Choice, type Question } from '../ActionCard.ts';
import { costsOf, expectAnswer, pathOf } from '../callProcess.ts';
import { agreedPause, collectionCost, pruningText } from '../costText.ts';
import type { Tool } from '../Tool.ts';
import { problemOf, type ToolServer } from '../ToolServer.ts';

/** A look is cheap for the process: it asks the caches that it holds. */
const refreshMs = 5_000;
const heads = ['Cache', 'Kind', 'Entries', 'Size', 'Hit rate', 'Lost hits per MB', 'Prune'];

/** What can let go of memory, what is lost with it, and a button for each. */
export class CachesTool implements Tool {
  readonly element: HTMLElement;
  readonly #server: ToolServer;
  readonly #list: HTMLElement = h('div');
  readonly #status: HTMLElement = h('p', { class: 'action-status', role: 'status' });
  readonly #card: HTMLElement = h('div', { class: 'prune' });
  #process: ProcessSummary | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
    const refresh = h('button', { type: 'button', class: 'button' }, 'Refresh');
    refresh.addEventListener('click', () => void this.#load());
    this.element = h(
      'div',
      {},
      this.#list,
      this.#card,
      h('div', { class: 'buttons' }, refresh),
      this.#status,
    );
  }

  show(process: ProcessSummary): void {
    this.#process = process;
    this.#card.replaceChildren();
    void this.#load();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#again(), refreshMs);
  }

  hide(): void {
    clearInterval(this.#timer);
  }

  /** Unless nobody sees it. */
  #again(): void {
    if (!this.element.isConnected) clearInterval(this.#timer);
    else if (this.element.checkVisibility() && !document.hidden) void this.#load();
  }

  async #load(): Promise<void> {
    const process = this.#process as ProcessSummary;
    try {
      const asking = this.#server.get<ProcessAnswer>(`${pathOf(process)}/caches`);
      const { caches } = await expectAnswer(asking, 'caches');
      if (process !== this.#process) return;
      setText(this.#status, caches.length === 0 ? none : '');
      const rows = caches.map((cache) => this.#rowOf(cache));
      const focused = this.#focusedName();
      this.#list.replaceChildren(...(rows.length === 0 ? [] : [tableOf('Caches', heads, rows)]));
      if (focused !== undefined) this.#buttonOf(focused)?.focus();
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
  }

  /** The button that has the focus, which must stay where it is while the list is renewed. */
  #focusedName(): string | undefined {
    const { activeElement } = this.element.getRootNode() as Document | ShadowRoot;
    if (activeElement === null || !this.#list.contains(activeElement)) return undefined;
    return activeElement.getAttribute('aria-label') ?? undefined;
  }

  #buttonOf(label: string): HTMLElement | undefined {
    const buttons = [...this.#list.querySelectorAll('button')];
    return buttons.find((button) => button.getAttribute('aria-label') === label);
  }

  #rowOf(cache: CacheEntry): Cell[] {
    const { name, kind, entries, bytes, hits, misses, hitsPerMegabyte } = cache;
    const prune = h('button', { type: 'button', class: 'button', 'aria-label': `Prune ${name}` }, 'Prune…');
    prune.addEventListener('click', () => this.#open(cache));
    const asked = (hits ?? 0) + (misses ?? 0);
    return [
      name,
      kind,
      count(entries),
      formatBytes(bytes),
      hits === undefined || asked === 0 ? unknown : formatShare(hits / asked),
      hitsPerMegabyte === undefined ? unknown : count(Math.round(hitsPerMegabyte)),
      prune,
    ];
  }

  #open(cache: CacheEntry): void {
    const title = `Prune ${cache.name}`;
    const card = new ActionCard({
      title,
      explanation: lossText(cache),
      ask: () => this.#question(cache),
    });
    this.#card.replaceChildren(card.element);
    card.element.querySelector('button')?.click();
  }

  async #question(cache: CacheEntry): Promise<Question> {
    const process = this.#process as ProcessSummary;
    const { collection } = await costsOf(this.#server, process);
    const choice = (label: string, mode: string): Choice => ({
      label,
      run: async () => {
        const query = new URLSearchParams({
          mode,
          cache: cache.name,
          maxPauseMs: String(agreedPause(collection)),
        });
        const asking = this.#server.post<ProcessAnswer>(`${pathOf(process)}/actions/prune-caches?${query}`);
        const { pruning } = await expectAnswer(asking, 'pruned');
        void this.#load();
        return pruningText(pruning);
      },
    });
    return {
      text: `${collectionCost(collection, 2)} That measures what is freed.`,
      choices: [choice('Prune a quarter', 'normal'), choice('Prune three quarters', 'aggressive')],
    };
  }
}

const none =
  'Nothing can be pruned here. Give caches to the pressure manager: (await monitoring.pressure).manage(cache).';

/** What a normal pruning lets go of, and what that costs. */
function lossText({ entries, goingEntries, goingBytes, hitsPerMegabyte }: CacheEntry): string {
  const going =
    goingEntries === undefined
      ? 'Nobody knows how much it will let go of.'
      : `A quarter pruned is ${count(goingEntries)} of ${count(entries)} entries${goingBytes === undefined ? '' : `, about ${roundBytes(goingBytes)}`}.`;
  const lost =
    hitsPerMegabyte === undefined
      ? ''
      : ` Each megabyte of it has had ${count(Math.round(hitsPerMegabyte))} hits since the last pruning; these have to be found anew.`;
  return `${going}${lost}`;
}

function count(value: number | undefined): string {
  return value === undefined ? unknown : value.toLocaleString('en');
}
