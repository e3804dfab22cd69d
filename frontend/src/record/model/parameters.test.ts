import { describe, expect, it } from "vitest";
import { layoutIn, layoutNamed, readParameters } from "./parameters";

const ADDRESS = "?url=wss%3A%2F%2Flk.example.org&token=eyJ.a.b";

describe("what a recorder says in the address", () => {
  it("is LiveKit's address, the token and a layout", () => {
    expect(readParameters(`${ADDRESS}&layout=grid`)).toEqual({
      layout: "grid",
      url: "wss://lk.example.org",
      token: "eyJ.a.b",
    });
  });

  it.each(["", "&layout=", "&layout=mosaic", "&layout=Grid"])(
    "means the speaker large where it names no layout of ours: %s",
    (more) => {
      expect(readParameters(ADDRESS + more)?.layout).toBe("speaker");
    },
  );

  it.each(["", "?layout=grid", "?url=wss%3A%2F%2Flk", "?token=eyJ", "?url=&token="])(
    "is nothing where one of the two is missing: %s",
    (query) => {
      expect(readParameters(query)).toBeNull();
    },
  );
});

describe("LiveKit's names of layouts", () => {
  it.each([
    ["speaker", "speaker"],
    ["speaker-light", "speaker"],
    ["grid-dark", "grid"],
    ["single-speaker", "single-speaker"],
    ["single-speaker-light", "single-speaker"],
    ["speaker-blue", null],
    ["-dark", null],
    [7, null],
    [null, null],
  ])("%s is %s", (name, layout) => {
    expect(layoutNamed(name)).toBe(layout);
  });
});

describe("the layout that UpdateLayout asks for", () => {
  it.each([
    ['{"layout":"grid"}', "grid"],
    ['{"layout":"single-speaker-dark","more":1}', "single-speaker"],
    ['{"layout":"mosaic"}', null],
    ['{"layout":null}', null],
    ["{}", null],
    ["null", null],
    ["grid", null],
    ["{", null],
    ["", null],
  ])("in %s is %s", (metadata, layout) => {
    expect(layoutIn(metadata)).toBe(layout);
  });
});
