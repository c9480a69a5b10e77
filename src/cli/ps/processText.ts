import { printable } from '../top/draw/Row.ts';
import { shortBytes } from '../top/draw/shortWords.ts';
import type { NodeProcess } from './NodeProcess.ts';
import { ageInWords, limitInWords, watchingInWords } from './processTable.ts';

/** `pid=4711 user=app age=2h05 rss=401M heap-limit=384M node=20.20.2 tidemark="hub 4700" command="node server.js"`. */
export function processLine(process: NodeProcess): string {
  const { pid, user, command, ageMs, rssBytes, heapLimit, nodeVersion, watching } = process;
  const fields: readonly (readonly [string, string])[] = [
    ['pid', String(pid)],
    ['user', user],
    ['age', ageInWords(ageMs).replaceAll(' ', '')],
    ['rss', shortBytes(rssBytes).replaceAll(' ', '')],
    ['heap-limit', limitInWords(heapLimit).replaceAll(' ', '')],
    ['node', nodeVersion ?? '-'],
    ['tidemark', watchingInWords(watching)],
    ['command', command],
  ];
  return fields.map(([name, value]) => `${name}=${quoted(value)}`).join(' ');
}

/** One object, every key always there, `null` for what is not known. Bytes, milliseconds. */
export function processJson({ heapLimit, ...process }: NodeProcess): string {
  const { ageMs, rssBytes, nodeVersion, watching } = process;
  return JSON.stringify({
    ...process,
    ageMs: Number.isNaN(ageMs) ? null : Math.round(ageMs),
    rssBytes: Number.isNaN(rssBytes) ? null : rssBytes,
    heapLimitBytes: typeof heapLimit === 'number' ? heapLimit : null,
    isHeapLimitDefault: heapLimit === undefined ? null : heapLimit === 'default',
    nodeVersion: nodeVersion ?? null,
    watching: { ...watching, ...('hubPid' in watching && { hubPid: watching.hubPid ?? null }) },
  });
}

/** What has gaps stands in quotes. */
function quoted(value: string): string {
  const text = printable(value).replaceAll('–', '-');
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
