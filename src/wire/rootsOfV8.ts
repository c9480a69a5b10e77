/** The class of nodes that V8 makes up for its roots: a program has no such object. */
export const syntheticClass = '(synthetic)';

/** Whether it is no object but one of V8's roots: where a path begins with that it says so. */
export function isRootOfV8({ className }: { readonly className: string }): boolean {
  return className === syntheticClass;
}
