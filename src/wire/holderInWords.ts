/** What Node.js keeps timers of the same duration in: its path says that already. */
export const timerListClass = 'TimersList';

/** What leads into a Map, with its key: `.get("user:42")`, `.get(Symbol(job))`, `.get(…)`. */
const mapStep = /\.get\((?:…|"(?:[^"\\]|\\.)*"|Symbol\(.*\)|[\w.+-]+)\)$/;

/**
 * A holder by its path and its class: `globalThis.cache (Map)`; where the path is no plain JavaScript,
 * `sessions (module /app/server.js) → Map`.
 */
export function holderInWords(path: string, className: string): string {
  if (path === className || className === timerListClass) return path;
  const isSentence = path.includes(' → ') || (path.endsWith(')') && !mapStep.test(path));
  return isSentence ? `${path} → ${className}` : `${path} (${className})`;
}

/** Objects that are alike: `30 Connection objects`; in the same field of an owner each, `log, an Array in each of 30 Connection objects`. */
export function membersInWords(
  objects: number,
  className: string,
  owner: { readonly className: string; readonly field: string } | undefined,
): string {
  const count = objects.toLocaleString('en');
  if (className === timerListClass) return `timers of ${count} durations`;
  if (owner === undefined) return `${count} ${className} objects`;
  const article = /^[aeio]/i.test(className) ? 'an' : 'a';
  return `${owner.field}, ${article} ${className} in each of ${count} ${owner.className} objects`;
}
