/** The two looks. */
export type ThemeName = 'dark' | 'light';

const storageKey = 'tidemark-theme';

/**
 * Dark or light: what was chosen before, else what the system prefers, which is followed while nothing is chosen.
 * Colours are read from the style sheet, so that they are written in one place.
 */
export class Theme {
  readonly #root: HTMLElement;
  readonly #preference: MediaQueryList = matchMedia('(prefers-color-scheme: light)');
  readonly #contrast: MediaQueryList = matchMedia('(forced-colors: active)');
  readonly #changed: () => void;
  #chosen: ThemeName | undefined = remembered();
  #colours = new Map<string, string>();
  #contrasts = false;
  #printing = false;

  constructor(root: HTMLElement, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
    this.#preference.addEventListener('change', this.#apply);
    this.#contrast.addEventListener('change', this.#apply);
    addEventListener('beforeprint', this.#print);
    addEventListener('afterprint', this.#print);
    this.#show();
  }

  get name(): ThemeName {
    if (this.#printing) return 'light';
    return this.#chosen ?? (this.#preference.matches ? 'light' : 'dark');
  }

  /** Value of the custom property `--name`. */
  readonly colour = (name: string): string => {
    const known = this.#colours.get(name);
    if (known !== undefined) return known;
    const value = getComputedStyle(this.#root).getPropertyValue(`--${name}`).trim();
    this.#colours.set(name, value);
    return value;
  };

  toggle(): void {
    this.#chosen = this.name === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem(storageKey, this.#chosen);
    } catch {
      // A page without storage forgets the choice, and that is all.
    }
    this.#apply();
  }

  destroy(): void {
    this.#preference.removeEventListener('change', this.#apply);
    this.#contrast.removeEventListener('change', this.#apply);
    removeEventListener('beforeprint', this.#print);
    removeEventListener('afterprint', this.#print);
  }

  /** Pages that hold a dashboard hear of it, so that they can look likewise. */
  #show(): void {
    this.#root.dataset.theme = this.name;
    const told = new CustomEvent('tidemark:theme', { detail: this.name, bubbles: true, composed: true });
    this.#root.dispatchEvent(told);
    if (this.#contrast.matches && !this.#contrasts) void this.#addForcedColours();
  }

  /** A style sheet that does not come is asked for again with the next change. */
  async #addForcedColours(): Promise<void> {
    this.#contrasts = true;
    try {
      (await import('./styles/forcedColors.ts')).addForcedColours(this.#root);
      this.#apply();
    } catch {
      this.#contrasts = false;
    }
  }

  /** Dark paper takes much ink, and charts are painted in the colours of the theme. */
  readonly #print = ({ type }: Event): void => {
    this.#printing = type === 'beforeprint';
    this.#root.toggleAttribute('data-printing', this.#printing);
    this.#apply();
  };

  readonly #apply = (): void => {
    this.#show();
    this.#colours = new Map();
    this.#changed();
  };
}

function remembered(): ThemeName | undefined {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'dark' || value === 'light' ? value : undefined;
  } catch {
    return undefined;
  }
}
