import type { Analysis, AnalysisResult } from '../../../wire/snapshot.ts';
import { h, setText } from '../../element.ts';
import { problemOf, type ToolServer } from '../ToolServer.ts';
import { progressText } from './progressText.ts';
import { resultView } from './resultView.ts';

const lookMs = 400;

/** Asks for a further analysis. */
export type Analyze = (kind: Analysis['kind'], snapshots: readonly string[], object?: number) => void;

/** Follows an analysis, which can be cancelled, and shows what it has found. */
export class AnalysisView {
  readonly element: HTMLElement = h('div', { class: 'analysis' });
  readonly #server: ToolServer;
  readonly #analyze: Analyze;
  #followed: string | undefined;

  constructor(server: ToolServer, analyze: Analyze) {
    this.#server = server;
    this.#analyze = analyze;
  }

  /** Looks no more; what has been found stays. */
  hide(): void {
    this.#followed = undefined;
  }

  async follow(asked: Analysis): Promise<void> {
    const { id } = asked;
    this.#followed = id;
    const bar = h('progress', { 'aria-label': 'Analysis', max: '1' });
    const words = h('p', { class: 'action-status', role: 'status' });
    const cancel = h('button', { type: 'button', class: 'button quiet' }, 'Cancel the analysis');
    cancel.addEventListener('click', () => {
      this.#server.post(`/analyses/${id}/cancel`).catch((error: unknown) => setText(words, problemOf(error)));
    });
    this.element.replaceChildren(h('div', { class: 'analysis-progress' }, bar, cancel), words);
    let told = { progress: '', atMs: 0 };
    while (this.#followed === id) {
      const { analysis, result } = await this.#server.get<{
        readonly analysis: Analysis;
        readonly result?: AnalysisResult;
      }>(`/analyses/${id}`);
      if (this.#followed !== id) return;
      const { progress, state } = analysis;
      const text = JSON.stringify(progress);
      if (text !== told.progress) told = { progress: text, atMs: performance.now() };
      setText(words, progressText(analysis, performance.now() - told.atMs));
      if (progress)
        bar.value = progress.stage === 'analyzing' ? 0.9 : (0.9 * progress.bytesRead) / progress.totalBytes;
      if (state === 'waiting' || state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, lookMs));
        continue;
      }
      if (result !== undefined) this.element.replaceChildren(resultView(result, analysis, this.#analyze));
      else this.element.replaceChildren(words);
      return;
    }
  }
}
