import { TidemarkError } from '../TidemarkError.ts';
import type { Browser } from './Browser.ts';

type Parameters = Readonly<Record<string, unknown>>;

interface Evaluated {
  readonly result: { readonly objectId?: string; readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

/** What is asked for under this name keeps nothing of the page alive once it is released. */
const objectGroup = 'tidemark';

/** A page of a browser, as the DevTools protocol has it. */
export class PageTarget {
  readonly #browser: Browser;
  readonly #targetId: string;
  readonly #sessionId: string;
  readonly #stopListening: () => void;
  readonly #listeners: Set<(method: string, params: Parameters) => void> = new Set();
  readonly #waiting: Set<(error: Error) => void> = new Set();
  #failure: TidemarkError | undefined;

  private constructor(browser: Browser, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
    this.#stopListening = browser.connection.listen((event) => {
      if (event.method === 'Target.detachedFromTarget' && event.params.sessionId === sessionId) {
        this.#fail('The page was closed.');
      }
      if (event.sessionId !== sessionId) return;
      if (event.method === 'Inspector.targetCrashed')
        this.#fail('The page crashed, as pages do that run out of memory.');
      // Nobody is there to answer it, and the page would wait for ever.
      if (event.method === 'Page.javascriptDialogOpening') {
        this.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined);
      }
      for (const listener of [...this.#listeners]) listener(event.method, event.params);
    });
  }

  /** Opens an empty page in a browser. */
  static async open(browser: Browser): Promise<PageTarget> {
    const { connection } = browser;
    const { targetId } = await connection.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
    });
    browser.openPages.add(targetId);
    const { sessionId } = await connection.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const page = new PageTarget(browser, targetId, sessionId);
    await page.send('Page.enable');
    await page.send('Inspector.enable');
    return page;
  }

  /** @throws TidemarkError `PAGE_FAILED` where the page refuses, has crashed or was closed */
  send<Result>(method: string, params: object = {}): Promise<Result> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.add(reject);
      this.#browser.connection
        .send<Result>(method, params, this.#sessionId)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** Has events of the page told. Returns a function that ends it. */
  listen(listener: (method: string, params: Parameters) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The value of an expression, or what the promise that it is resolves to; it must be JSON. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const params = { expression, returnByValue: true, awaitPromise: true, userGesture: true };
    return (await this.#evaluated('Runtime.evaluate', params)).value as Value;
  }

  /** The object that an expression is, until {@link release}. */
  async object(expression: string): Promise<string> {
    const { objectId } = await this.#evaluated('Runtime.evaluate', { expression, objectGroup });
    if (objectId === undefined) throw new TidemarkError('PAGE_FAILED', `${expression} is no object`);
    return objectId;
  }

  /** Calls a function of the page, with an object of it as `this`; what comes back must be JSON. */
  async call<Value>(objectId: string, declaration: string, ...given: readonly unknown[]): Promise<Value> {
    const params = {
      objectId,
      functionDeclaration: declaration,
      arguments: given.map((value) => ({ value })),
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
      objectGroup,
    };
    return (await this.#evaluated('Runtime.callFunctionOn', params)).value as Value;
  }

  /** Lets go of all objects that were asked for. */
  async release(): Promise<void> {
    await this.send('Runtime.releaseObjectGroup', { objectGroup });
  }

  /** Closes the page. */
  async close(): Promise<void> {
    this.#stopListening();
    const { connection } = this.#browser;
    this.#browser.openPages.delete(this.#targetId);
    if (this.#failure !== undefined || connection.isClosed) return;
    await connection.send('Target.closeTarget', { targetId: this.#targetId }).catch(() => undefined);
  }

  async #evaluated(method: string, params: object): Promise<Evaluated['result']> {
    const { result, exceptionDetails } = await this.send<Evaluated>(method, params);
    if (exceptionDetails === undefined) return result;
    const { text, exception } = exceptionDetails;
    throw new TidemarkError('PAGE_FAILED', exception?.description?.split('\n')[0] ?? text);
  }

  #fail(message: string): void {
    this.#failure ??= new TidemarkError('PAGE_FAILED', message);
    for (const reject of [...this.#waiting]) reject(this.#failure);
  }
}
