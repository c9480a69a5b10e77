import type { CallFrame } from '../InspectorSession.ts';
import type { SourceMaps } from '../SourceMaps.ts';
import { enclosingFunction } from './enclosingFunction.ts';
import { offsetOf } from './offsetOf.ts';

/** What a function is called of which nothing is known but its place. */
const anonymous = '(anonymous)';
/** So much is read of a script at most, up to the function: some 30 ms of the thread. */
const mostCharacters = 64 * 1024;
/** Shorter names around it are those of a minifier, and change with each build. */
const shortestName = 3;

/**
 * What a function without a name is called: `callback in loadUsers`, by the function around it in its file, which is the same
 * in every run of the same file; `(anonymous)` where none has a name, or the file cannot be read or is too large.
 */
export async function callbackName(
  { url, lineNumber, columnNumber }: Pick<CallFrame, 'url' | 'lineNumber' | 'columnNumber'>,
  sources: Pick<SourceMaps, 'scriptOf'>,
): Promise<string> {
  const script = await sources.scriptOf(url);
  const index = script === undefined ? undefined : offsetOf(script, lineNumber, columnNumber);
  if (script === undefined || index === undefined || index > mostCharacters) return anonymous;
  const name = enclosingFunction(script, index);
  return name === undefined || name.length < shortestName ? anonymous : `callback in ${name}`;
}
