const registry =
  /^evaluatedModules\w* \(module [^)]*\) → (?:\[entry\]\.)?idToModuleMap\.get\((?:…|"(?:[^"\\]|\\.)*")\)\.exports\b/;
const getter = /\["get ([\w$]+)"\]/;

/** A path without the registry by which Vitest reaches all modules, and the getters that it makes of their exports. */
export function withoutRegistry(path: string): string {
  return registry.test(path) ? path.replace(registry, 'exports of a module').replace(getter, '.$1') : path;
}
