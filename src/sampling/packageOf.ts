/**
 * The npm package that a file belongs to, by the last `node_modules` in its path or URL: `lru-cache`, `@scope/name`;
 * `undefined` for the application's own code.
 */
export function packageOf(file: string): string | undefined {
  const folders = file.split(/[\\/]+/);
  const place = folders.lastIndexOf('node_modules');
  const name = place < 0 ? undefined : folders[place + 1];
  const rest = folders[place + 2];
  return name?.startsWith('@') && rest !== undefined ? `${name}/${rest}` : name;
}
