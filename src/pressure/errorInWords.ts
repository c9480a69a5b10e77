/** What an application threw, which may be anything, as text. Never throws. */
export function errorInWords(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'something that cannot be shown';
  }
}
