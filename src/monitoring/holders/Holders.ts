import { invalidOption } from '../../TidemarkError.ts';
import type { AllocationSite } from '../../wire/event.ts';
import type { FaultLog } from '../FaultLog.ts';
import { checkedBound, checkedHolder, checkedName } from './checkedHolder.ts';
import { ExpectedCollections } from './ExpectedCollections.ts';
import { entrySizes } from './entrySizes.ts';
import type { DeclaredHolders, Holder, HolderExcess, OverdueObjects } from './Holder.ts';
import { HolderAccount } from './HolderAccount.ts';
import { type Scope, type ScopeOptions, Scopes } from './Scopes.ts';

type SitePlace = Pick<AllocationSite, 'function' | 'file' | 'package'>;

const mostHolders = 1000;
const mostPoints = 16;
const pointMs = 10_000;
const longestReason = 200;

/**
 * What the application says of its own memory: which stores are bounded, which jobs may gather some, which objects should
 * be gone. Readings of the live size come in through {@link heldBytes}; nothing here has a clock or a timer.
 *
 * A holder's functions are kept until it is unregistered, and with them whatever they close over: a store that is thrown
 * away should be unregistered, or its functions should reach it through a WeakRef and say 0 when it is gone.
 */
export class Holders implements DeclaredHolders {
  readonly #faults: FaultLog;
  readonly #accounts: Map<string, HolderAccount> = new Map();
  readonly #scopes: Scopes;
  readonly #expected: ExpectedCollections = new ExpectedCollections();
  /** Live sizes at the last readings, one for each 10 s at most. */
  readonly #points: number[] = [];
  #blockEnd = Number.NEGATIVE_INFINITY;

  /** @param faults hears of functions of holders that fail, and of what is too much to be followed */
  constructor(faults: FaultLog) {
    this.#faults = faults;
    this.#scopes = new Scopes((error) => faults.report('scope', error));
  }

  /** Holders there are now. */
  get count(): number {
    return this.#accounts.size;
  }

  /**
   * Declares a bounded store. Beyond 1,000 of them nothing is declared, and the logger hears of it. Returns a function that
   * takes the declaration back, after which the name is free again.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  register(given: Holder): () => void {
    const holder = checkedHolder(given);
    const { name } = holder;
    if (this.#accounts.has(name)) {
      throw invalidOption('holder.name', 'unique among the holders registered', name);
    }
    if (this.#accounts.size >= mostHolders) {
      const error = new RangeError(`More than ${mostHolders} holders are registered; ${name} is left out.`);
      this.#faults.report('registerHolder', error);
      return () => {};
    }
    const account = new HolderAccount(holder);
    this.#accounts.set(name, account);
    return () => {
      if (this.#accounts.get(name) === account) this.#accounts.delete(name);
    };
  }

  /** The holders that were declared with `prune`. */
  get prunable(): readonly Holder[] {
    return [...this.#accounts.values()]
      .map(({ holder }) => holder)
      .filter(({ prune }) => prune !== undefined);
  }

  /** The account of a holder; `undefined` where none has that name. */
  account(name: string): HolderAccount | undefined {
    return this.#accounts.get(name);
  }

  /** Begins a scope. @throws TidemarkError `INVALID_OPTION` */
  scope(name: string, options: ScopeOptions): Scope;
  /** Runs a job in a scope of its own, which ends with it. Returns what the job returns. */
  scope<Result>(name: string, options: ScopeOptions, job: () => Result): Result;
  scope<Result>(name: string, options: ScopeOptions, job?: () => Result): Scope | Result {
    checkedName('name', name);
    checkedBound('maxBytes', options?.maxBytes);
    if (job === undefined) return this.#scopes.begin(name, options);
    if (typeof job !== 'function') throw invalidOption('job', 'a function', job);
    return runIn(this.#scopes.begin(name, options), job);
  }

  /** Says that an object should be garbage soon, and why. Does not hold it. Never throws. */
  expectCollected(object: object, reason: string): void {
    const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
    if (isObject) this.#expected.add(object, String(reason).slice(0, longestReason));
    else this.#faults.misuse('expectCollected', invalidOption('object', 'an object', object));
  }

  heldBytes(time: number, liveBytes: number): number {
    if (!Number.isFinite(liveBytes)) return 0;
    this.#expected.addReading(time);
    const accounts = [...this.#accounts.values()];
    const wrong = accounts.flatMap((account) => account.read() ?? []);
    if (wrong.length > 0) this.#faults.report('a declared holder', new Error(wrong.slice(0, 5).join('; ')));
    this.#addPoint(time, liveBytes, accounts);
    this.#estimate(accounts);
    for (const account of accounts) account.limit(liveBytes);
    const sum = accounts.reduce((bytes, account) => bytes + account.heldBytes, 0);
    const holderBytes = Math.min(liveBytes, sum);
    return holderBytes + this.#scopes.heldBytes(liveBytes - holderBytes);
  }

  get heldExternalBytes(): number {
    let bytes = 0;
    for (const { heldExternalBytes } of this.#accounts.values()) bytes += heldExternalBytes;
    return bytes;
  }

  get filling(): readonly string[] {
    return [...this.#accounts.values()]
      .filter((account) => account.isFilling)
      .map(({ holder }) => holder.name);
  }

  get fillsUnseen(): boolean {
    return [...this.#accounts.values()].some(
      ({ isFilling, holder }) => isFilling && holder.sites === undefined,
    );
  }

  isDeclared({ function: name, file, package: from = '' }: SitePlace): boolean {
    const place = `${name} ${file} ${from}`;
    for (const { holder } of this.#accounts.values()) {
      // One that is global or sticky would go on from where it matched before.
      if (holder.sites !== undefined && place.search(holder.sites) >= 0) return true;
    }
    return false;
  }

  get exceeded(): readonly HolderExcess[] {
    return [...this.#accounts.values()].flatMap(({ excess }) => excess ?? []);
  }

  get overdue(): readonly OverdueObjects[] {
    return this.#expected.overdue;
  }

  /** Of several readings within 10 s the smallest is kept, since work in flight only ever adds. */
  #addPoint(time: number, bytes: number, accounts: readonly HolderAccount[]): void {
    const inPlaceOfLast = time < this.#blockEnd;
    if (inPlaceOfLast) {
      if (bytes >= this.#points.at(-1)!) return;
      this.#points.pop();
    } else {
      this.#blockEnd = time + pointMs;
    }
    this.#points.push(bytes);
    if (this.#points.length > mostPoints) this.#points.shift();
    for (const account of accounts) account.addPoint(time, inPlaceOfLast);
  }

  #estimate(accounts: readonly HolderAccount[]): void {
    if (accounts.length === 0) return;
    const sizes = entrySizes(
      this.#points,
      accounts.map((account) => account.amounts),
      accounts.map((account) => account.size),
      accounts.map((account) => account.sizeRange),
    );
    for (const [index, account] of accounts.entries()) account.setSize(sizes[index]!);
  }
}

/** A job that is asynchronous ends its scope when its promise settles. */
function runIn<Result>(scope: Scope, job: () => Result): Result {
  let result: Result;
  try {
    result = job();
  } catch (error) {
    scope.end();
    throw error;
  }
  const promise = result as { then?: unknown } | null | undefined;
  if (typeof promise?.then !== 'function') {
    scope.end();
    return result;
  }
  promise.then(scope.end, scope.end);
  return result;
}
