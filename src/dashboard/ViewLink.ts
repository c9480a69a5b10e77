import { formatView, parseView, type ViewState } from './model/viewState.ts';
import type { ViewAddress } from './ViewAddress.ts';

/** Browsers refuse addresses that change more often than some times a second. */
const writeDelayMs = 300;

/** Holds a view and an address together: what the address says is shown, and what is shown is written there. */
export class ViewLink {
  readonly #address: ViewAddress | undefined;
  readonly #end: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = '';

  /** @param applied what the address says has changed */
  constructor(address: ViewAddress | undefined, applied: (state: ViewState) => void) {
    this.#address = address;
    this.#end =
      address?.onChange(() => {
        this.#cancel();
        applied(parseView(address.read()));
      }) ?? (() => {});
  }

  /** What the address says now. */
  read(): ViewState {
    return parseView(this.#address?.read() ?? '');
  }

  /** Writes what is shown, a moment later and only where it differs. */
  update(state: ViewState): void {
    if (this.#address === undefined) return;
    const hash = this.#address.read();
    this.#next = formatView(state, hash);
    if (this.#next === hash) this.#cancel();
    else this.#timer ??= setTimeout(() => this.#write(), writeDelayMs);
  }

  destroy(): void {
    this.#cancel();
    this.#end();
  }

  #write(): void {
    this.#timer = undefined;
    this.#address?.write(this.#next);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
