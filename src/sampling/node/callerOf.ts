import { fileURLToPath } from 'node:url';
import type { CodePlace } from '../ResourceCounter.ts';

const frame = /^\s*at (?:async )?(?:(?:new )?(.+?) \()?((?:file:\/\/)?[^()]*?):(\d+):\d+\)?$/;

/**
 * The first place in a stack that is below a call and not in Node itself; `undefined` where there is none, or where
 * somebody has stacks of another form.
 *
 * @param stack the `stack` of an error
 * @param call the frame above the one that is looked for, as text: `new Worker`
 */
export function callerOf(stack: unknown, call: string): CodePlace | undefined {
  if (typeof stack !== 'string') return undefined;
  const lines = stack.split('\n');
  const above = lines.findIndex((line) => line.includes(`at ${call} (`));
  for (const line of lines.slice(above + 1)) {
    const [, name, url, number] = frame.exec(line) ?? [];
    if (above < 0 || url === undefined || url.startsWith('node:') || url === '<anonymous>') continue;
    return { function: name ?? '(top level)', file: pathOf(url), line: Number(number) };
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
