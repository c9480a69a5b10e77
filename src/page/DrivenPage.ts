import { TidemarkError } from '../TidemarkError.ts';
import type { PageTarget } from './PageTarget.ts';
import type { ScenarioPage, WaitOptions } from './ScenarioPage.ts';

/** What {@link DrivenPage} needs. */
export interface DrivenPageOptions {
  readonly target: PageTarget;
  readonly url: string;
  /** How long a step may take. */
  readonly timeoutMs: number;
  /** Waits. @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Milliseconds on any clock. @default `performance.now` */
  readonly now?: () => number;
}

const betweenLooksMs = 20;
/** 0 where nothing was asked of a server. */
const answeredStatus = `performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0`;
const leastErrorStatus = 400;
const loadedEvent = 'Page.loadEventFired';

/** Where the middle of the first such element is, once it is shown and stands still. */
const middle = `function (selector) {
  const found = this.querySelector(selector);
  if (found === null) return null;
  found.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const { left, top, width, height } = found.getBoundingClientRect();
  return width > 0 && height > 0 ? { x: left + width / 2, y: top + height / 2 } : null;
}`;
const isShown = 'function (selector) { return this.querySelector(selector)?.getClientRects().length > 0; }';
const focus = `function (selector) {
  const found = this.querySelector(selector);
  found?.focus();
  return found !== null;
}`;

/** Does in a page what a user would. */
export class DrivenPage implements ScenarioPage {
  readonly url: string;
  readonly #target: PageTarget;
  readonly #timeoutMs: number;
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #now: () => number;

  constructor({ target, url, timeoutMs, sleep = pause, now = () => performance.now() }: DrivenPageOptions) {
    this.#target = target;
    this.url = url;
    this.#timeoutMs = timeoutMs;
    this.#sleep = sleep;
    this.#now = now;
  }

  async goto(url: string, { timeoutMs = this.#timeoutMs }: WaitOptions = {}): Promise<void> {
    const address = new URL(url, this.url).href;
    let isLoaded = false;
    const stop = this.#target.listen((method) => {
      isLoaded ||= method === loadedEvent;
    });
    try {
      const { errorText, loaderId } = await this.#target.send<{ errorText?: string; loaderId?: string }>(
        'Page.navigate',
        { url: address },
      );
      if (errorText) throw new TidemarkError('PAGE_FAILED', `${address} cannot be opened: ${errorText}`);
      // Without a loader it is the same document at another place in it.
      if (loaderId !== undefined) {
        await this.#until(`${address} has not loaded`, async () => isLoaded, timeoutMs);
        await this.#refuseErrorPage(address);
      }
    } finally {
      stop();
    }
  }

  async click(selector: string, { timeoutMs = this.#timeoutMs }: WaitOptions = {}): Promise<void> {
    const place = await this.#until(
      `${selector} is not shown`,
      () => this.#inDocument<{ readonly x: number; readonly y: number } | null>(middle, selector),
      timeoutMs,
    );
    const press = { ...place, button: 'left', clickCount: 1 };
    await this.#target.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
    await this.#target.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...press });
    await this.#target.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...press });
  }

  async type(
    selector: string,
    text: string,
    { timeoutMs = this.#timeoutMs }: WaitOptions = {},
  ): Promise<void> {
    await this.#until(`there is no ${selector}`, () => this.#inDocument<boolean>(focus, selector), timeoutMs);
    for (const letter of text) {
      await this.#target.send('Input.dispatchKeyEvent', { type: 'keyDown', text: letter, key: letter });
      await this.#target.send('Input.dispatchKeyEvent', { type: 'keyUp', key: letter });
    }
  }

  async waitFor(
    what: string | number | (() => unknown),
    { timeoutMs = this.#timeoutMs, hidden = false }: WaitOptions & { readonly hidden?: boolean } = {},
  ): Promise<void> {
    if (typeof what === 'number') return this.#sleep(what);
    if (typeof what === 'function') {
      await this.#until(`${what} is not true`, () => this.evaluate(`!!(${what})()`), timeoutMs);
      return;
    }
    const words = hidden ? `${what} is still shown` : `${what} is not shown`;
    const look = async (): Promise<boolean> => (await this.#inDocument<boolean>(isShown, what)) !== hidden;
    await this.#until(words, look, timeoutMs);
  }

  evaluate<Value, Given extends readonly unknown[]>(
    code: ((...given: Given) => Value | Promise<Value>) | string,
    ...given: Given
  ): Promise<Value> {
    const values = given.map((value) => JSON.stringify(value) ?? 'undefined').join(', ');
    return this.#target.evaluate(typeof code === 'function' ? `(${code})(${values})` : code);
  }

  #inDocument<Value>(declaration: string, selector: string): Promise<Value> {
    return this.#target.evaluate(`(${declaration}).call(document, ${JSON.stringify(selector)})`);
  }

  /** The page that a server shows in the place of the one that was asked for has no leaks, which would say nothing of that one. */
  async #refuseErrorPage(address: string): Promise<void> {
    const status = await this.#target.evaluate<number>(answeredStatus);
    if (status < leastErrorStatus) return;
    throw new TidemarkError('PAGE_FAILED', `${address} cannot be opened: its server answers ${status}`);
  }

  /** Looks until there is something. */
  async #until<Value>(
    words: string,
    look: () => Promise<Value>,
    timeoutMs: number,
  ): Promise<NonNullable<Value>> {
    const end = this.#now() + timeoutMs;
    for (;;) {
      const found = await look().catch(ignoreLeaving);
      if (found) return found;
      if (this.#now() > end) {
        throw new TidemarkError('PAGE_FAILED', `${words} after ${timeoutMs / 1_000} s`);
      }
      await this.#sleep(betweenLooksMs);
    }
  }
}

/** A document that goes while it is looked at is not the one that is waited for. */
function ignoreLeaving(error: Error): undefined {
  if (/context was destroyed|Cannot find context|navigated or closed/i.test(error.message)) return undefined;
  throw error;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
