import type { ProcessSummary } from '../../../wire/process.ts';
import type { Analysis, SnapshotEntry } from '../../../wire/snapshot.ts';
import { h, setText } from '../../element.ts';
import { formatBytes } from '../../model/bytes.ts';
import { formatMoment } from '../../model/time.ts';
import { tableOf } from '../../panels/tableOf.ts';
import type { Tool } from '../Tool.ts';
import { problemOf, type ToolServer } from '../ToolServer.ts';
import { AnalysisView } from './AnalysisView.ts';
import { takingCard } from './takingCard.ts';

/** Heap snapshots: taking, listing, what is in one, what grew between several, who holds an object. */
export class SnapshotsTool implements Tool {
  readonly element: HTMLElement;
  readonly #server: ToolServer;
  readonly #list: HTMLElement = h('div');
  readonly #compare: HTMLButtonElement = h('button', { type: 'button', class: 'button' }, 'Compare');
  readonly #status: HTMLElement = h('p', { class: 'action-status', role: 'status' });
  readonly #view: AnalysisView;
  readonly #chosen = new Set<string>();
  readonly #taking: ReturnType<typeof takingCard>;
  #snapshots: readonly SnapshotEntry[] = [];
  #process: ProcessSummary | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
    this.#view = new AnalysisView(
      server,
      (kind, snapshots, object) => void this.#analyze(kind, snapshots, object),
    );
    this.#taking = takingCard(
      server,
      () => this.#process as ProcessSummary,
      () => void this.#load(),
    );
    const refresh = h('button', { type: 'button', class: 'button' }, 'Refresh');
    refresh.addEventListener('click', () => void this.#load());
    this.#compare.addEventListener('click', () => void this.#analyze('diff', this.#inOrder()));
    this.element = h(
      'div',
      {},
      this.#taking.element,
      this.#list,
      h('div', { class: 'buttons' }, this.#compare, refresh),
      this.#status,
      this.#view.element,
    );
    this.#follow();
  }

  show(process: ProcessSummary): void {
    if (process.identity.id !== this.#process?.identity.id) this.#taking.reset();
    this.#process = process;
    void this.#load();
  }

  hide(): void {
    this.#view.hide();
  }

  async #load(): Promise<void> {
    try {
      const answer = await this.#server.get<{ readonly snapshots: readonly SnapshotEntry[] }>('/snapshots');
      this.#snapshots = answer.snapshots;
      for (const id of this.#chosen)
        if (!this.#snapshots.some((one) => one.id === id)) this.#chosen.delete(id);
      setText(this.#status, this.#snapshots.length === 0 ? 'There are no snapshots yet.' : '');
      this.#write();
    } catch (error) {
      const reason = problemOf(error);
      setText(this.#status, /nothing at/.test(reason) ? withoutHub : reason);
    }
  }

  #write(): void {
    const rows = this.#snapshots.map((entry) => {
      const { id, name, sizeBytes, writtenAt } = entry;
      const box = h('input', { type: 'checkbox', 'aria-label': `Compare ${name}` });
      box.checked = this.#chosen.has(id);
      box.addEventListener('change', () => {
        if (box.checked) this.#chosen.add(id);
        else this.#chosen.delete(id);
        this.#follow();
      });
      const open = h(
        'button',
        { type: 'button', class: 'button', 'aria-label': `Analyse ${name}` },
        'Analyse',
      );
      open.addEventListener('click', () => void this.#analyze('classes', [id]));
      return [name, formatMoment(writtenAt, Date.now(), true), formatBytes(sizeBytes), box, open];
    });
    const heads = ['Snapshot', 'Written', 'Size', 'Compare', 'Look into it'];
    this.#list.replaceChildren(...(rows.length === 0 ? [] : [tableOf('Heap snapshots', heads, rows)]));
    this.#follow();
  }

  #follow(): void {
    const count = this.#chosen.size;
    this.#compare.disabled = count < 2 || count > 3;
    setText(this.#compare, count < 2 ? 'Compare two or three' : `Compare ${count}`);
  }

  /** Ids of those that are to be compared, the oldest first. */
  #inOrder(): string[] {
    return this.#snapshots
      .filter(({ id }) => this.#chosen.has(id))
      .sort((one, other) => one.writtenAt - other.writtenAt)
      .map(({ id }) => id);
  }

  async #analyze(kind: Analysis['kind'], snapshots: readonly string[], object?: number): Promise<void> {
    const query = new URLSearchParams({ kind });
    for (const id of snapshots) query.append('snapshot', id);
    if (object !== undefined) query.set('object', String(object));
    try {
      const { analysis } = await this.#server.post<{ readonly analysis: Analysis }>(`/analyses?${query}`);
      setText(this.#status, '');
      await this.#view.follow(analysis);
    } catch (error) {
      setText(this.#status, problemOf(error));
    }
  }
}

const withoutHub =
  'Snapshots are listed and analysed where tidemark run watches the application; this one serves itself.';
