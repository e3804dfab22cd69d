/**
 * What a browser does for a modal dialog and jsdom leaves out, by the HTML standard: it opens once, takes the focus to the
 * first thing inside that can have it, and gives it back when it closes. That the page behind is inert is the browser's.
 */
export function giveDialogs(): void {
  const before = new WeakMap<HTMLDialogElement, Element | null>();

  HTMLDialogElement.prototype.showModal = function () {
    if (this.open || !this.isConnected)
      throw new DOMException("Open already, or nowhere", "InvalidStateError");
    before.set(this, document.activeElement);
    this.open = true;
    this.querySelector<HTMLElement>("button, input, select, textarea, [href], [tabindex]")?.focus();
  };

  HTMLDialogElement.prototype.close = function () {
    if (!this.open) return;
    this.open = false;
    const opener = before.get(this);
    if (opener instanceof HTMLElement) opener.focus();
  };
}
