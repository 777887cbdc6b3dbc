// The two things this page does to its document again and again.

/** Finds an element of index.html; the page cannot do without any of them. */
export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`index.html has no ${selector}`);
  return found;
}

/** Writes text only where it changed, so that nothing flickers and no screen reader is told the same twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
