import { basename, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as people know it: relative where it lies below the directory, else its path; of a URL that is no file's, the URL. */
export function fileInWords(file: string, directory: string): string {
  const path = pathOf(file);
  return isBelow(path, directory) ? relative(directory, path) : path;
}

/** The same, and the name alone where the file lies elsewhere: for tables. */
export function shortFileInWords(file: string, directory: string): string {
  const path = pathOf(file);
  return isBelow(path, directory) ? relative(directory, path) : basename(path);
}

/** A path of the program, such as `sessions (module /app/server.js)`, with its modules likewise. */
export function modulesInWords(path: string, directory: string): string {
  return path.replaceAll(`(module ${directory}${sep}`, '(module ');
}

function pathOf(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    // A snapshot from another system may name what is no path here.
    return file;
  }
}

function isBelow(path: string, directory: string): boolean {
  const below = relative(directory, path);
  return isAbsolute(path) && below !== '' && !below.startsWith('..') && !isAbsolute(below);
}
