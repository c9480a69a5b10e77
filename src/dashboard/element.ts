type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Builds an element. An attribute that is `false` or `undefined` is left out, one that is `true` is empty. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

/** A drawing of 16 by 16 from one path, in the colour of the text around it. */
export function icon(path: string, className = 'icon'): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  drawing.setAttribute('viewBox', '0 0 16 16');
  drawing.setAttribute('class', className);
  drawing.setAttribute('aria-hidden', 'true');
  drawing.append(line);
  return drawing;
}

/** Writes a text only where it differs, so that a calm dashboard changes nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets or removes an attribute only where it differs. */
export function setAttribute(element: Element, name: string, value: string | boolean | undefined): void {
  const wanted = value === true ? '' : value === false || value === undefined ? null : value;
  if (element.getAttribute(name) === wanted) return;
  if (wanted === null) element.removeAttribute(name);
  else element.setAttribute(name, wanted);
}
