/** Options of what waits. */
export interface WaitOptions {
  /** Milliseconds after which it fails. @default what `--timeout` says, 30 s */
  readonly timeoutMs?: number;
}

/** The page, as a scenario has it. Everything waits until it can be done, and fails when its time is over. */
export interface ScenarioPage {
  /** Where the page began. */
  readonly url: string;
  /** Goes to an address, absolute or as seen from the page's, and waits until it has loaded. */
  goto(url: string, options?: WaitOptions): Promise<void>;
  /** Clicks the middle of the first element that a selector finds, with the mouse. */
  click(selector: string, options?: WaitOptions): Promise<void>;
  /** Focuses an element and types a text, after what is in it. */
  type(selector: string, text: string, options?: WaitOptions): Promise<void>;
  /** Waits for an element; with `hidden` until there is none that is shown; a number is milliseconds. */
  waitFor(what: string | number, options?: WaitOptions & { readonly hidden?: boolean }): Promise<void>;
  /** Waits until a function, or an expression, is true in the page. */
  waitFor(what: () => unknown, options?: WaitOptions): Promise<void>;
  /** Runs a function, or an expression, in the page. What it is given and returns must be JSON; a promise is waited for. */
  evaluate<Value, Given extends readonly unknown[]>(
    code: ((...given: Given) => Value | Promise<Value>) | string,
    ...given: Given
  ): Promise<Value>;
}

/** A user's round trip: something is done, and undone. */
export interface Scenario {
  /** Where it begins. `tidemark page URL` wins. */
  readonly url?: string;
  /** Does something, as opening a view. */
  readonly action: (page: ScenarioPage) => unknown;
  /** Leads back to where it began. */
  readonly back?: (page: ScenarioPage) => unknown;
}
