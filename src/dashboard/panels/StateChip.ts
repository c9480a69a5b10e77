import type { ProcessSummary } from '../../wire/process.ts';
import { h, setAttribute, setText } from '../element.ts';
import type { FeedConnection } from '../sources/DashboardSource.ts';

/** What the chip shows: the connection where it is not well, else the process. */
export type ChipState = Exclude<FeedConnection, 'open'> | 'recorded' | ProcessSummary['state'];

const words: { readonly [State in ChipState]: string } = {
  connecting: 'connecting',
  reconnecting: 'reconnecting',
  'token missing': 'token is missing',
  'token wrong': 'token is wrong',
  ended: 'ended: what was seen stays here',
  recorded: 'recorded',
  live: 'live',
  silent: 'silent: event loop blocked?',
  gone: 'gone',
};

/** One word on whether what is seen is the present. */
export class StateChip {
  readonly element: HTMLElement;
  readonly #text: HTMLElement = h('span');

  constructor() {
    this.element = h('span', { class: 'chip' }, h('i', { class: 'dot' }), this.#text);
  }

  update(state: ChipState | undefined): void {
    this.element.hidden = state === undefined;
    if (state === undefined) return;
    setAttribute(this.element, 'data-state', state);
    setText(this.#text, words[state]);
  }
}
