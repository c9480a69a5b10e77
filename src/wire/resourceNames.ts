/** What people call many of the things that Node lists by the names of its classes; lower case within a sentence. */
const names: Readonly<Record<string, string>> = {
  TCPSocketWrap: 'TCP sockets',
  TCPServerWrap: 'TCP servers',
  TLSWrap: 'TLS sockets',
  PipeWrap: 'pipes',
  PipeServerWrap: 'pipe servers',
  UDPWrap: 'UDP sockets',
  TTYWrap: 'terminals',
  ProcessWrap: 'child processes',
  FSEventWrap: 'file watchers',
  StatWatcher: 'watchers of fs.watchFile()',
  FileHandle: 'file handles',
  DirHandle: 'directory handles',
  MessagePort: 'message ports',
  Worker: 'worker threads',
  Timeout: 'timers',
  SignalWrap: 'signal handlers',
  'file descriptor': 'file descriptors',
};

/** `TCP sockets` of `TCPSocketWrap`; a type without such a name, and the script of a worker, as it is. */
export function resourceInWords(type: string): string {
  return Object.hasOwn(names, type) ? names[type]! : type;
}
