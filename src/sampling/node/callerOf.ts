import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageOf } from '../packageOf.ts';
import type { CodePlace } from '../ResourceCounter.ts';

const frame = /^\s*at (?:async )?(?:(?:new )?(.+?) \()?((?:file:\/\/)?[^()]*?):(\d+):\d+\)?$/;
/** A function that was called by another name, such as a timer's: `Timeout.startJob [as _onTimeout]`. */
const alias = /^(?:[^.\s]+\.)?(\S+) \[as .+\]$/;

/**
 * The first place in a stack that is below a call and not in Node itself; `undefined` where there is none, or where
 * somebody has stacks of another form.
 *
 * @param stack the `stack` of an error
 * @param call the frame above the one that is looked for, as text: `new Worker`
 * @param directory what files are relative to
 */
export function callerOf(stack: unknown, call: string, directory: string): CodePlace | undefined {
  if (typeof stack !== 'string') return undefined;
  const lines = stack.split('\n');
  const above = lines.findIndex((line) => line.includes(`at ${call} (`));
  for (const line of lines.slice(above + 1)) {
    const [, name, url, number] = frame.exec(line) ?? [];
    if (above < 0 || url === undefined || url.startsWith('node:') || url === '<anonymous>') continue;
    const file = pathOf(url);
    return {
      function: name?.replace(alias, '$1') ?? '(top level)',
      file: shortened(file, directory),
      line: Number(number),
      package: packageOf(file),
    };
  }
  return undefined;
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

function shortened(file: string, directory: string): string {
  if (!isAbsolute(file)) return file;
  const below = relative(directory, file);
  return below.startsWith('..') || isAbsolute(below) ? file : below;
}
