/** Events that wait for a loop, as {@link EventBacklog} has them in a path. */
const events = /^(?<owner>.*?)(?: → )?unconsumedEvents of on\((?<event>.*)\)$/;
/** Where a stream has what it was given and has not passed on, by versions of Node.js. */
const writes = /^(?<owner>.*?)(?:\.| → )_writableState(?:\[kBufferedValue\]|\.buffered)/;
const reads = /^(?<owner>.*?)(?:\.| → )_readableState\.buffer/;

/**
 * What to try with what was produced faster than it is consumed; `undefined` for all else.
 *
 * @param inCode what ends a path, as code has it
 */
export function backlogIdea(maskedPath: string, inCode: (path: string) => string): string | undefined {
  const waiting = events.exec(maskedPath)?.groups;
  if (waiting !== undefined) {
    const owner = inCode(waiting.owner!);
    return `the loop over on(${owner}, ${waiting.event || 'event'}) is slower than its events come: await less in it, or have several at once; { highWaterMark } pauses an emitter that has pause() and resume()`;
  }
  const written = writes.exec(maskedPath)?.groups;
  if (written !== undefined) {
    const owner = inCode(written.owner!);
    return `wait for "drain" of ${owner} where its write() returns false, or use pipeline(): what is written meanwhile waits here, for something slow`;
  }
  const read = reads.exec(maskedPath)?.groups;
  if (read === undefined) return undefined;
  const owner = inCode(read.owner!);
  return `stop where push() of ${owner} returns false, until its read() is called: what is pushed meanwhile waits here, for something slow that reads it or that it is piped to`;
}
