import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../testing/axe";
import { Badge } from "./Badge";
import { BrandHeader } from "./Brand";
import { Button, IconButton, LinkButton } from "./Button";
import { AnnouncerProvider, useAnnounce } from "./LiveRegion";
import { Notice } from "./Notice";
import { Select } from "./Select";
import { useOnStage } from "./useOnStage";

describe("a button", () => {
  it("that is busy keeps focus and name, says so, and swallows presses", async () => {
    const pressed = vi.fn();
    render(
      <Button busy onClick={pressed}>
        Joining
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Joining" });
    button.focus();
    await userEvent.click(button);
    expect(pressed).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-busy")).toBe("true");
  });

  it("never sends a form by accident", () => {
    render(<Button>Leave</Button>);
    expect(screen.getByRole("button").getAttribute("type")).toBe("button");
  });

  it("without words has a name", async () => {
    render(
      <main>
        <IconButton label="Mic on. Turn off" icon={<svg aria-hidden="true" />} />
        <LinkButton href="/">Back</LinkButton>
      </main>,
    );
    expect(screen.getByRole("button", { name: "Mic on. Turn off" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Back" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

it("a notice interrupts only where it is told to", () => {
  render(
    <>
      <Notice role="alert" title="Blocked" actions={<Button>Try again</Button>}>
        <p>Words</p>
      </Notice>
      <Notice>
        <p>By the way</p>
      </Notice>
      <Badge kind="positive">Working</Badge>
      <BrandHeader name="Estuary" homeUrl="/home/" />
    </>,
  );
  expect(screen.getAllByRole("alert")).toHaveLength(1);
  expect(screen.queryByRole("status")).toBeNull();
  expect(screen.getByRole("link", { name: "Estuary" }).getAttribute("href")).toBe("/home/");
});

describe("a select", () => {
  it("is named by its label and its value, and tells what is chosen", async () => {
    const chosen = vi.fn();
    const options = [
      { id: "1", name: "FaceTime HD Camera" },
      { id: "2", name: "Desk Webcam" },
    ];
    render(<Select label="Camera" options={options} value="1" placeholder="Camera" onChange={chosen} />);
    const select = screen.getByRole<HTMLSelectElement>("combobox", { name: "Camera" });
    expect(select.selectedOptions[0]?.text).toBe("FaceTime HD Camera");
    await userEvent.selectOptions(select, "Desk Webcam");
    expect(chosen).toHaveBeenCalledExactlyOnceWith("2");
  });

  it("says what it is for while nothing is chosen, and that cannot be chosen", async () => {
    render(
      <main>
        <Select
          label="Microphone"
          options={[{ id: "1", name: "Headset" }]}
          value={null}
          placeholder="Choose a microphone"
          onChange={() => undefined}
        />
      </main>,
    );
    const [placeholder, headset] = screen.getByRole<HTMLSelectElement>("combobox").options;
    expect(placeholder).toMatchObject({ text: "Choose a microphone", selected: true, disabled: true });
    expect(headset).toMatchObject({ text: "Headset", selected: false, disabled: false });
    expect(await violations()).toEqual([]);
  });
});

function Speaker({ urgent = false }: { urgent?: boolean }) {
  const announce = useAnnounce();
  return <Button onClick={() => announce("Dr. Rahman came in", urgent ? "assertive" : "polite")}>Say</Button>;
}

describe("what is announced", () => {
  it.each([
    [false, "status"],
    [true, "alert"],
  ])("urgently %s lands in the region %s, and can be said twice", async (urgent, role) => {
    render(
      <AnnouncerProvider>
        <Speaker urgent={urgent} />
      </AnnouncerProvider>,
    );
    for (const _time of ["first", "second"]) {
      // At once: on a slow machine a click of `userEvent` would end when it is said already.
      fireEvent.click(screen.getByRole("button"));
      expect(screen.getByRole(role).textContent).toBe("");
      await waitFor(() => expect(screen.getByRole(role).textContent).toBe("Dr. Rahman came in"));
    }
  });

  it("needs the regions to be there before", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(() => render(<Speaker />)).toThrow("AnnouncerProvider");
  });
});

function Stage() {
  useOnStage();
  return null;
}

it("the stage is dark as long as it is shown", () => {
  const { unmount } = render(<Stage />);
  expect(document.documentElement.classList.contains("on-stage")).toBe(true);
  unmount();
  expect(document.documentElement.classList.contains("on-stage")).toBe(false);
});
