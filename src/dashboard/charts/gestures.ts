/** What gestures on a chart ask for. */
export interface GestureListener {
  /** A finger has touched it. */
  touched(): void;
  /** The window is moved by a share of its length. */
  panned(share: number): void;
  /** The window is made longer (above 1) or shorter. */
  scaled(factor: number): void;
}

const linePixels = 16;
const doublingPixels = 240;

/**
 * Fingers and wheels on a chart: a touch, sideways movement, and the wheel with Ctrl, which is also what browsers make of
 * a pinch. The plain wheel is left to the page.
 */
export function listenForGestures(element: HTMLElement, listener: GestureListener): void {
  element.addEventListener('pointerdown', ({ pointerType }) => {
    if (pointerType === 'touch') listener.touched();
  });
  element.addEventListener(
    'wheel',
    (event) => {
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePixels : 1;
      const x = (event.shiftKey ? event.deltaX || event.deltaY : event.deltaX) * pixels;
      if (event.ctrlKey) listener.scaled(2 ** ((event.deltaY * pixels) / doublingPixels));
      else if (Math.abs(x) > Math.abs(event.shiftKey ? 0 : event.deltaY * pixels)) {
        listener.panned(x / Math.max(1, element.clientWidth));
      } else return;
      event.preventDefault();
    },
    { passive: false },
  );
}
