/** What of the holder an idea depends on. */
export interface HolderTraits {
  readonly className: string;
  /** Path with what differs from run to run replaced by `*`. */
  readonly maskedPath: string;
  /** What accumulates, mostly. */
  readonly gains: string | undefined;
}

/** The event and its emitter in a path: `app.bus._events.tick`. */
const listenersPath =
  /^(?<emitter>.*)(?:\.| → )_events(?:\.(?<name>[\w$]+)|\["(?<quoted>[^"]*)"\])?(?:\[\*\])?$/;

/** The emitter and the event, where a holder is a list of listeners. */
export function listenersOf(
  path: string,
): { readonly emitter: string; readonly event: string | undefined } | undefined {
  const { emitter, name, quoted } = listenersPath.exec(path)?.groups ?? {};
  return emitter === undefined ? undefined : { emitter, event: name ?? quoted };
}

/** What usually helps with a holder of this kind. */
export function fixIdea({ className, maskedPath, gains }: HolderTraits): string {
  const listeners = listenersOf(maskedPath);
  if (listeners !== undefined) {
    const { emitter, event } = listeners;
    const short =
      emitter
        .replace(/ \(module [^)]*\)/, '')
        .split(/\.| → /)
        .at(-1) || 'emitter';
    const owner = short.startsWith('#') ? `this.${short}` : short;
    return `${owner}.off(${JSON.stringify(event ?? 'event')}, listener) when it is done, once(), or an AbortSignal`;
  }
  if (gains === 'Timeout' || /\bTimersList\b|TimeoutsList/.test(className)) {
    return 'clearTimeout or clearInterval when what they serve is done';
  }
  if (gains === 'Promise' || gains === 'PromiseReaction') {
    return 'settle or abandon these promises: a timeout, or an AbortSignal';
  }
  if (/Map$/.test(className) || /Set$/.test(className)) {
    return className.startsWith('Weak')
      ? 'let go of its keys, which are held elsewhere'
      : 'bound it (max, ttl), or delete the key when its work is done; a WeakMap if keys are objects';
  }
  if (className === 'Array') return 'keep the last ones only: shift() at a maximum, or a ring buffer';
  if (className.startsWith('function ') || className === 'Function') {
    return 'the closure outlives its work: pass it what it needs, or drop the closure';
  }
  if (/AsyncContextFrame|AsyncLocalStorage/.test(className + maskedPath)) {
    return 'end the asynchronous context: exit(), or run() around less';
  }
  return 'remove what is no longer needed, or bound how much it may hold';
}
