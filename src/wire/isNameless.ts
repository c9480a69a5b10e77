/** Whether the name of a function says that it has none. People are told of its place alone then. */
export function isNameless(name: string): boolean {
  return name === '' || name === '(anonymous)';
}
