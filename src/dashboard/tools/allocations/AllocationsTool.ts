import type { ActionCosts, AllocationReading, ProcessAnswer } from '../../../wire/call.ts';
import type { ProcessSummary } from '../../../wire/process.ts';
import { durationInWords } from '../../../wire/quantity.ts';
import { h, setAttribute, setText } from '../../element.ts';
import { formatChange, roundBytes } from '../../model/bytes.ts';
import { formatClock } from '../../model/time.ts';
import { ActionCard, type Question } from '../ActionCard.ts';
import { costsOf, expectAnswer, pathOf } from '../callProcess.ts';
import { collectionCost } from '../costText.ts';
import type { Tool } from '../Tool.ts';
import { problemOf, type ToolServer } from '../ToolServer.ts';
import { AllocationPicture } from './AllocationPicture.ts';
import { difference, sized } from './frames.ts';
import { functionTable } from './functionTable.ts';

const liveMs = 10_000;

/** Who allocated what is alive, live and as the difference of two moments. */
export class AllocationsTool implements Tool {
  readonly element: HTMLElement;
  readonly #server: ToolServer;
  readonly #card: ActionCard;
  readonly #controls: HTMLElement;
  readonly #live: HTMLInputElement = h('input', { type: 'checkbox' });
  readonly #mark: HTMLButtonElement = button('Compare from here', () => this.#toggleMark());
  readonly #status: HTMLElement = h('p', { class: 'action-status', role: 'status' });
  readonly #picture: AllocationPicture = new AllocationPicture();
  readonly #table: HTMLElement = h('div');
  readonly #views: HTMLElement;
  #process: ProcessSummary | undefined;
  #reading: AllocationReading | undefined;
  #marked: AllocationReading | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
    this.#card = new ActionCard({
      title: 'Sample allocations',
      explanation:
        'From then on V8 notes where about every 64 kB are allocated, and forgets what is collected. It ends by itself when nobody has looked for ten minutes.',
      ask: () => this.#question(),
    });
    this.#live.addEventListener('change', () => this.#followLive());
    this.#controls = h(
      'div',
      { class: 'buttons' },
      button('Look now', () => void this.#read()),
      h('label', { class: 'check' }, this.#live, 'every 10 s'),
      this.#mark,
      button('End sampling', () => void this.#stop()),
    );
    this.#views = h('div', { class: 'allocations' }, this.#picture.element, this.#table);
    this.element = h('div', {}, this.#card.element, this.#controls, this.#status, this.#views);
    this.#arrange(false);
  }

  show(process: ProcessSummary): void {
    if (process.identity.id !== this.#process?.identity.id) {
      this.#card.reset();
      this.#arrange(false);
    }
    this.#process = process;
    void this.#resume(process);
  }

  hide(): void {
    clearInterval(this.#timer);
    this.#live.checked = false;
  }

  /** Somebody may have begun it before. */
  async #resume(process: ProcessSummary): Promise<void> {
    try {
      const { sampling } = await costsOf(this.#server, process);
      if (process === this.#process && this.#controls.hidden) this.#arrange(sampling !== undefined);
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
  }

  async #question(): Promise<Question> {
    const costs: ActionCosts = await costsOf(this.#server, this.#process as ProcessSummary);
    const run = async (): Promise<string> => {
      await expectAnswer(this.#post('start'), 'sampling');
      this.#arrange(true);
      return 'Allocations are sampled from now on. Look when some time has gone by.';
    };
    return {
      text: `Sampling itself costs little. Each look is a collection: ${collectionCost(costs.collection)}`,
      choices: [{ label: 'Begin', run }],
    };
  }

  #post(run: string): Promise<ProcessAnswer> {
    const path = `${pathOf(this.#process as ProcessSummary)}/actions/sample-allocations?run=${run}`;
    return this.#server.post<ProcessAnswer>(path);
  }

  async #read(): Promise<void> {
    const process = this.#process;
    try {
      const { allocations } = await expectAnswer(this.#post('read'), 'allocations');
      if (process !== this.#process) return;
      this.#reading = allocations;
      this.#write();
    } catch (error) {
      this.hide();
      setText(this.#status, problemOf(error));
    }
  }

  async #stop(): Promise<void> {
    try {
      await expectAnswer(this.#post('stop'), 'sampling');
      this.hide();
      this.#arrange(false);
      setText(this.#status, 'Sampling has ended.');
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
  }

  /** Whether allocations are sampled decides what there is to press. */
  #arrange(sampling: boolean): void {
    this.#card.element.hidden = sampling;
    this.#controls.hidden = !sampling;
    if (!sampling) {
      this.#reading = undefined;
      this.#marked = undefined;
      this.#views.hidden = true;
      setText(this.#status, '');
    } else setText(this.#status, 'Allocations are sampled. Look when some time has gone by.');
  }

  #followLive(): void {
    clearInterval(this.#timer);
    if (!this.#live.checked) return;
    void this.#read();
    this.#timer = setInterval(() => void this.#read(), liveMs);
  }

  #toggleMark(): void {
    this.#marked = this.#marked === undefined ? this.#reading : undefined;
    if (this.#reading !== undefined) this.#write();
  }

  #write(): void {
    const [now, before] = [this.#reading as AllocationReading, this.#marked];
    const root = before === undefined ? sized(now.root) : difference(before.root, now.root);
    setText(this.#mark, before === undefined ? 'Compare from here' : 'Show all again');
    setAttribute(this.#mark, 'aria-pressed', String(before !== undefined));
    const since = durationInWords(now.time - (before ?? now).startedAt);
    setText(
      this.#status,
      before === undefined
        ? `${roundBytes(now.liveBytes)} alive at ${formatClock(now.time, true)} of what was allocated in ${since}, from ${now.samples.toLocaleString('en')} samples.`
        : `${formatChange(root.totalBytes)} from ${formatClock(before.time, true)} to ${formatClock(now.time, true)}. The picture shows what grew, the table also what shrank.`,
    );
    this.#views.hidden = false;
    this.#picture.update(root);
    this.#table.replaceChildren(functionTable(root, before !== undefined));
  }
}

function button(name: string, act: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button', class: 'button' }, name);
  element.addEventListener('click', act);
  return element;
}
