const partsKept = 3;

/**
 * What names a program wherever it is installed: the last three parts of its script's path, `shop/dist/server.js`, without
 * the ending that a loader may leave out. `undefined` where there is no script.
 *
 * @param script what Node.js runs, where that is a file
 */
export function programName(script: string | undefined): string | undefined {
  const parts = (script ?? '').split(/[\\/]+/).filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return parts
    .slice(-partsKept)
    .join('/')
    .replace(/\.[cm]?[jt]s$/, '');
}
