/** Whether an operation waits. */
export function isPromise<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
