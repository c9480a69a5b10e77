/** Calls back every second without keeping the process alive; returns what ends it. */
export function everySecond(callback: () => void): () => void {
  const timer = setInterval(callback, 1000);
  timer.unref();
  return () => clearInterval(timer);
}
