/** What stands behind the `#k=` of the page's address, which browsers send to nobody. */
export function pageToken(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get('k') ?? undefined;
}
