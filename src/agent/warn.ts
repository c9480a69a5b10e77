/** What a warning goes through. */
export type WarningEmitter = Pick<NodeJS.Process, 'emitWarning'>;

/**
 * Tells whoever started the application, on standard error or wherever its process warnings go. Never an exception:
 * the application did not ask for Tidemark.
 */
export function warn(host: WarningEmitter, message: string, code?: string): void {
  const type = 'TidemarkWarning';
  try {
    host.emitWarning(message, { type, ...(code !== undefined && { code }) });
  } catch {
    emitMade(host, message, type, code);
  }
}

/** Node.js cannot make a warning where `Error.prototype` is frozen, but tells one that is made. */
function emitMade(host: WarningEmitter, message: string, type: string, code: string | undefined): void {
  try {
    const properties = { name: { value: type }, ...(code !== undefined && { code: { value: code } }) };
    host.emitWarning(Object.defineProperties(new Error(message), properties));
  } catch {
    // The application has made it impossible to tell anything.
  }
}
