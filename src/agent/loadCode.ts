const { apply } = Reflect;
const { prototype: promises } = Promise;
const settled = Promise.resolve();
const ignore = (): void => undefined;

/**
 * Loads code that is imported, where promises can be waited for. Where the application has replaced `then` by something that
 * throws, an `import()` leaves a rejection within Node.js that nobody can catch, and which would end the application.
 *
 * @param prototype of promises, asked for its `then` @default that of this thread
 * @throws Error what `then` throws; nothing has been imported then. Else as `load` rejects
 */
export async function loadCode<Code>(
  load: () => Promise<Code>,
  prototype: { readonly then: (...given: never[]) => unknown } = promises,
): Promise<Code> {
  try {
    apply(prototype.then as (...given: unknown[]) => unknown, settled, [ignore, ignore]);
  } catch (error) {
    throw new Error(`Promise.prototype.then has been replaced, and throws: ${messageOf(error)}`);
  }
  // Waited for here: a promise that is returned is asked for its `then`.
  return await load();
}

function messageOf(error: unknown): string {
  try {
    return String((error as Error | undefined)?.message ?? error);
  } catch {
    return 'something that cannot be told';
  }
}
