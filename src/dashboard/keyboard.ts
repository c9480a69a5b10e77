/** What keys do. */
export interface KeyboardActions {
  pauseToggled(): void;
  backToLive(): void;
  /** Moves the cross-hair by so many samples. */
  stepped(rows: number): void;
  /** Makes the window longer (above 1) or shorter. */
  scaled(factor: number): void;
}

const fastSteps = 10;

/** Listens for keys within an element. Space and arrows are left to a control that has the focus. */
export function listenForKeys(element: HTMLElement, actions: KeyboardActions): void {
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const onControl = (event.target as Element).closest('button, input, select, a, summary') !== null;
    if (event.key === 'Escape') actions.backToLive();
    else if (event.key === ' ' && !onControl) actions.pauseToggled();
    else if (event.key === 'ArrowLeft') actions.stepped(event.shiftKey ? -fastSteps : -1);
    else if (event.key === 'ArrowRight') actions.stepped(event.shiftKey ? fastSteps : 1);
    else if (event.key === '+') actions.scaled(0.5);
    else if (event.key === '-') actions.scaled(2);
    else return;
    event.preventDefault();
  });
}
