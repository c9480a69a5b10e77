/** Where a dashboard keeps what it shows, so that a reload or a link shows the same: the page's own address. */
export interface ViewAddress {
  /** The part behind the `#`, with it. */
  read(): string;
  write(hash: string): void;
  /** Returns a function that ends it. */
  onChange(changed: () => void): () => void;
}

/** The address of this page. No entry is added to the browser's history: its way back leaves the dashboard. */
export function pageAddress(page: Window = window): ViewAddress {
  return {
    read: () => page.location.hash,
    write: (hash) => page.history.replaceState(page.history.state, '', hash),
    onChange(changed) {
      page.addEventListener('hashchange', changed);
      return () => page.removeEventListener('hashchange', changed);
    },
  };
}
