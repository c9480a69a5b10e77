/**
 * A holder by its path and its class: `globalThis.cache (Map)`; where the path is no plain JavaScript,
 * `sessions (module /app/server.js) → Map`.
 */
export function holderInWords(path: string, className: string): string {
  if (path === className) return path;
  return / → |\)$/.test(path) ? `${path} → ${className}` : `${path} (${className})`;
}
