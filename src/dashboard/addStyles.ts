/** Gives a dashboard the styles of what is loaded on demand. `place` is anywhere in it. */
export function addStyles(place: Node, text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  (place.getRootNode() as ShadowRoot).adoptedStyleSheets.push(sheet);
}
