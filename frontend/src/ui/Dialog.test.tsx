import { createEvent, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type KeyboardEvent, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../testing/axe";
import { Button } from "./Button";
import { Dialog, type DialogProps } from "./Dialog";

/** A panel that closes with Escape, from which something is asked. */
function Panel({ onKey, ...rest }: Partial<DialogProps> & { onKey?: (event: KeyboardEvent) => void }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <main onKeyDown={onKey}>
      <Button onClick={() => setOpen(true)}>Remove Jonas</Button>
      <Dialog
        title="Remove Jonas?"
        open={open}
        onClose={close}
        actions={<Button onClick={close}>Cancel</Button>}
        {...rest}
      >
        <p>He cannot come back by himself.</p>
      </Dialog>
    </main>
  );
}

const opener = () => screen.getByRole("button", { name: "Remove Jonas" });
const dialog = () => screen.queryByRole<HTMLDialogElement>("dialog");

async function ask(props: Parameters<typeof Panel>[0] = {}) {
  render(<Panel {...props} />);
  await userEvent.click(opener());
}

describe("a dialog", () => {
  it("is not there before it is opened", () => {
    render(<Panel />);
    expect(dialog()).toBeNull();
  });

  it("is a modal one of the browser, named by its title, and begins there", async () => {
    const shown = vi.spyOn(HTMLDialogElement.prototype, "showModal");
    await ask();
    expect(shown).toHaveBeenCalled();
    expect(dialog()).toBe(screen.getByRole("dialog", { name: "Remove Jonas?" }));
    expect(dialog()?.open).toBe(true);
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Remove Jonas?" }));
    expect(await violations()).toEqual([]);
  });

  it("reads its words at once when it cannot be undone", async () => {
    await ask({ role: "alertdialog" });
    const question = screen.getByRole("alertdialog", { name: "Remove Jonas?" });
    const words = document.getElementById(question.getAttribute("aria-describedby") as string);
    expect(words?.textContent).toBe("He cannot come back by himself.");
    expect(await violations()).toEqual([]);
  });

  it("may be a title and buttons alone", async () => {
    render(<Dialog role="alertdialog" title="End it?" open onClose={() => undefined} />);
    expect(screen.getByRole("alertdialog").hasAttribute("aria-describedby")).toBe(false);
    expect(await violations()).toEqual([]);
  });

  it("closes with Escape, which goes no further, and gives the focus back", async () => {
    const heard = vi.fn();
    await ask({ onKey: (event) => heard(event.key) });
    await userEvent.keyboard("{Escape}");
    expect(dialog()).toBeNull();
    expect(document.activeElement).toBe(opener());
    expect(heard).not.toHaveBeenCalled();
  });

  it("closes by its own button, with the focus back", async () => {
    await ask();
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(dialog()).toBeNull();
    expect(document.activeElement).toBe(opener());
  });

  it("closes by the gesture of a phone, when whoever opened it agrees", async () => {
    const asked = vi.fn();
    await ask({ onClose: asked });
    const back = createEvent("cancel", dialog() as Element, { cancelable: true });
    fireEvent(dialog() as Element, back);
    expect(asked).toHaveBeenCalledOnce();
    expect(back.defaultPrevented).toBe(true);
    expect(dialog()).not.toBeNull();
  });
});

describe("a press beside a dialog", () => {
  const [outside, inside] = [() => dialog() as Element, () => screen.getByText(/come back by himself/)];
  const press = (from: Element, to: Element) =>
    userEvent.pointer([
      { target: from, keys: "[MouseLeft>]" },
      { target: to, keys: "[/MouseLeft]" },
    ]);

  it("closes it", async () => {
    await ask();
    await userEvent.click(outside());
    expect(dialog()).toBeNull();
  });

  it("that began inside, marking words, does not", async () => {
    await ask();
    await press(inside(), outside());
    fireEvent.click(outside());
    expect(dialog()).not.toBeNull();
  });

  it("and one inside do not reach the page below", async () => {
    const heard = vi.fn();
    render(
      // biome-ignore lint/a11y: as a page that listens to presses would
      <div onClick={heard}>
        <Dialog title="End it?" open onClose={() => undefined}>
          <p>He cannot come back by himself.</p>
        </Dialog>
      </div>,
    );
    await userEvent.click(inside());
    await userEvent.click(outside());
    expect(heard).not.toHaveBeenCalled();
  });
});

describe("a question that only an answer closes", () => {
  const open = (more: Partial<DialogProps> = {}) =>
    render(
      <Dialog
        title="May we record you?"
        open
        choices
        sign={<svg aria-hidden="true" />}
        actions={
          <>
            <Button variant="outline">No</Button>
            <Button variant="outline">Yes</Button>
          </>
        }
        foot={<span>You can take this back.</span>}
        {...more}
      />,
    );

  it("stays for Escape, for a press beside it, and for the way back", () => {
    open();
    const shown = dialog() as HTMLDialogElement;
    fireEvent.keyDown(shown, { key: "Escape" });
    fireEvent.mouseDown(shown);
    fireEvent.click(shown);
    const back = createEvent("cancel", shown, { cancelable: true });
    fireEvent(shown, back);
    expect(back.defaultPrevented).toBe(true);
    expect(shown.open).toBe(true);
  });

  it("is there again when the browser closes it all the same", () => {
    open();
    const shown = dialog() as HTMLDialogElement;
    shown.open = false;
    fireEvent(shown, new Event("close"));
    expect(shown.open).toBe(true);
  });

  it("gives no answer the focus, and is whole to a screen reader", async () => {
    open();
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "May we record you?" }));
    expect(await violations()).toEqual([]);
  });

  it("goes when whoever asked takes it away", () => {
    const { rerender } = open();
    rerender(<Dialog title="May we record you?" open={false} />);
    expect(dialog()).toBeNull();
  });
});
