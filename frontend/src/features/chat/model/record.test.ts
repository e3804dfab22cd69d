import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message, MessagePage } from "../../../api/shapes";
import { aLine, lines } from "../../../testing/chat";
import {
  begin,
  type ChatRecord,
  filled,
  hasGap,
  hear,
  NOTHING_SAID,
  resumeFrom,
  withEarlier,
} from "./record";

const page = (results: Message[], previous: string | null = null): MessagePage => ({
  results,
  previous,
  next: null,
});
const numbers = ({ lines: known }: ChatRecord) => known.map(({ number }) => number);

describe("the newest page", () => {
  it("is the beginning, and tells where more is", () => {
    const record = begin(NOTHING_SAID, page(lines(4, 6), "?before=m-4"));
    expect(numbers(record)).toEqual([4, 5, 6]);
    expect(record.earlier).toBe(true);
    expect(hasGap(record)).toBe(false);
    expect(resumeFrom(record)).toBe("m-6");
  });

  it("keeps what the call has brought before it came", () => {
    const record = begin(hear(NOTHING_SAID, aLine(7)), page(lines(4, 6)));
    expect(numbers(record)).toEqual([4, 5, 6, 7]);
    expect(hasGap(record)).toBe(false);
  });

  it("of a room in which nothing was said is empty, and the first line follows on", () => {
    const record = begin(NOTHING_SAID, page([]));
    expect(resumeFrom(record)).toBeNull();
    expect(hasGap(hear(record, aLine(1)))).toBe(false);
    expect(hasGap(hear(record, aLine(2)))).toBe(true);
  });
});

describe("a line over the call", () => {
  const three = begin(NOTHING_SAID, page(lines(1, 3)));

  it("follows on", () => {
    const record = hear(three, aLine(4));
    expect(numbers(record)).toEqual([1, 2, 3, 4]);
    expect(resumeFrom(record)).toBe("m-4");
  });

  it("that is known already changes nothing", () => {
    expect(hear(three, aLine(2))).toBe(three);
  });

  it("that has overtaken another stands in its place, and the other is missed until it comes", () => {
    const record = hear(three, aLine(5));
    expect(hasGap(record)).toBe(true);
    expect(resumeFrom(record)).toBe("m-3");
    const whole = hear(record, aLine(4));
    expect(numbers(whole)).toEqual([1, 2, 3, 4, 5]);
    expect(hasGap(whole)).toBe(false);
  });

  it("is missed no more when the server knows of no other", () => {
    const record = filled(hear(three, aLine(9)), page([aLine(9)]));
    expect(hasGap(record)).toBe(false);
  });
});

it("older lines go in front, and are no news of a gap", () => {
  const record = withEarlier(begin(NOTHING_SAID, page(lines(4, 5), "?before=m-4")), page(lines(1, 3)));
  expect(numbers(record)).toEqual([1, 2, 3, 4, 5]);
  expect(record.earlier).toBe(false);
  expect(resumeFrom(record)).toBe("m-5");
});

it("whatever the call loses or turns around, asking behind the last complete line brings everything, once", () => {
  const total = 12;
  const deliveries = fc.shuffledSubarray(lines(4, total), { minLength: 0 });
  fc.assert(
    fc.property(deliveries, (heard) => {
      let record = begin(NOTHING_SAID, page(lines(1, 3)));
      for (const line of heard) {
        record = hear(record, line);
        expect(record.lines.map(({ number }) => number)).toEqual(
          [...new Set(numbers(record))].sort((a, b) => a - b),
        );
      }
      const from = record.lines.find(({ id }) => id === resumeFrom(record)) as Message;
      record = filled(record, page(lines(from.number + 1, total)));
      expect(numbers(record)).toEqual(lines(1, total).map(({ number }) => number));
      expect(hasGap(record)).toBe(false);
    }),
  );
});
