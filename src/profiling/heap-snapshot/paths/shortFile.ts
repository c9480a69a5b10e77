/** What of a file's name is the same on another machine and after the next release: the file, or its place in a package. */
export function shortFile(file: string): string {
  const packages = file.split(/[\\/]node_modules[\\/]/);
  return packages.length > 1 ? packages.at(-1)! : file.split(/[\\/]/).at(-1)!;
}
