/** What an open handle of Node.js keeps stays until somebody closes it. */
const ideas: Readonly<Record<string, string>> = {
  __proto__: null as never,
  FSEvent: 'close() each watcher when nobody watches any more, or abort its signal',
  MessagePort:
    'close() one end of each MessageChannel when its work is done: an end with a listener lives, with all that it holds, until then',
  Pipe: 'end() or destroy() each pipe and its process when the work is done',
  Process: 'kill() each child process that does not end by itself, or give it a timeout',
  StatWatcher: 'unwatchFile(file, listener) when nobody watches any more',
  TCP: 'end() or destroy() each socket when its work is done; setTimeout() finds those that are idle',
  UDP: 'close() each socket when its work is done',
  Worker: 'terminate() each Worker when its work is done, or have it end by itself',
};

const handlePath = /^open (?<kind>\w+) handle/;

/** What to try where a path begins at an open handle, and nothing better is known; `undefined` for all else. */
export function handleIdea(path: string): string | undefined {
  return ideas[handlePath.exec(path)?.groups?.kind ?? ''];
}
