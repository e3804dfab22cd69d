import type { LinkAnswer } from "./link";

export interface PlayerWords {
  offline: string;
  unplayable: string;
  gone: string;
}

/** The parts of a player that the page brings; they are found by their `data-do`. */
export interface PlayerParts {
  root: HTMLElement;
  video: HTMLVideoElement;
  begin: HTMLButtonElement;
  tools: HTMLElement;
  back: HTMLButtonElement;
  forward: HTMLButtonElement;
  speed: HTMLSelectElement;
  trouble: HTMLElement;
}

const STEP_SECONDS = 10;
/** A link is renewed so long before it runs out, because a request takes its time; a short one at half of its life. */
const EARLY_MS = 5_000;
/** So often it is tried again from one and the same place; then something is wrong with the recording, not with the link. */
const MOST_TRIES = 3;

/**
 * The browser's own player with what it lacks: a link that is asked for when somebody presses Play and anew when it has run
 * out, at the place where they were; ten seconds back; the speed.
 */
export class Player {
  private renewAt = 0;
  private hasBegun = false;
  private renewing = false;
  /** To where somebody was: told as a jump, but nobody's. */
  private jumping = false;
  private tries = 0;
  private place = 0;

  constructor(
    private readonly parts: PlayerParts,
    private readonly ask: () => Promise<LinkAnswer>,
    private readonly words: PlayerWords,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { root, video, begin, back, forward, speed } = parts;
    begin.addEventListener("click", () => void this.renew(true));
    back.addEventListener("click", () => this.step(-STEP_SECONDS));
    forward.addEventListener("click", () => this.step(STEP_SECONDS));
    speed.addEventListener("change", () => this.setSpeed(Number(speed.value)));
    root.addEventListener("keydown", this.pressed);
    video.addEventListener("timeupdate", this.moved);
    video.addEventListener("error", this.broke);
    for (const event of ["play", "seeking"]) video.addEventListener(event, this.checkLink);
    begin.hidden = false;
  }

  /** Whether somebody is watching now, so that the page must not be loaded anew under them. */
  get isInUse(): boolean {
    return this.hasBegun && !this.parts.video.paused;
  }

  private moved = () => {
    if (this.renewing) return;
    const { currentTime } = this.parts.video;
    if (currentTime !== this.place) this.tries = 0;
    this.place = currentTime;
  };

  private checkLink = (event: Event) => {
    if (event.type === "seeking" && this.jumping) {
      this.jumping = false;
      return;
    }
    const isOver = this.now() >= this.renewAt;
    if (this.hasBegun && isOver && !this.renewing) void this.renew(!this.parts.video.paused);
  };

  /** What has run out, and what was never there, look the same to a player: both end in an error. */
  private broke = () => {
    if (!this.hasBegun || this.renewing) return;
    this.tries += 1;
    if (this.tries > MOST_TRIES) this.say(this.words.unplayable);
    else void this.renew(true);
  };

  private async renew(play: boolean): Promise<void> {
    const { video, begin, tools } = this.parts;
    if (this.renewing) return;
    this.renewing = true;
    begin.disabled = true;
    const place = this.hasBegun ? video.currentTime || this.place : 0;
    this.say("");
    const answer = await this.ask();
    begin.disabled = false;
    if (answer.kind !== "link") {
      this.renewing = false;
      this.say(this.wordsFor(answer));
      return;
    }
    this.renewAt = this.now() + answer.lastsMs - Math.min(EARLY_MS, answer.lastsMs / 2);
    const settle = () => {
      video.removeEventListener("loadedmetadata", settle);
      video.removeEventListener("error", settle);
      if (place > 0 && video.error === null) {
        this.jumping = true;
        video.currentTime = place;
      }
      this.renewing = false;
      // Told before we listened again.
      if (video.error !== null) this.broke();
    };
    video.addEventListener("loadedmetadata", settle);
    video.addEventListener("error", settle);
    video.src = answer.url;
    video.controls = true;
    tools.hidden = false;
    const isFirst = !this.hasBegun;
    this.hasBegun = true;
    if (isFirst) {
      begin.hidden = true;
      video.focus();
    }
    if (!play) {
      video.load();
      return;
    }
    // A browser that wants another press has its own button for it by now.
    await video.play().catch(() => undefined);
  }

  /** Whoever looks at it knows that there was one: it was deleted since, or is not shared with them any more. */
  private wordsFor(answer: Exclude<LinkAnswer, { kind: "link" }>): string {
    if (answer.kind === "offline") return this.words.offline;
    return answer.gone ? this.words.gone : answer.detail || this.words.offline;
  }

  private step(seconds: number): void {
    const { video } = this.parts;
    const end = Number.isFinite(video.duration) ? video.duration : Number.POSITIVE_INFINITY;
    video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), end);
  }

  private setSpeed(speed: number): void {
    const { video } = this.parts;
    // A player begins each source at its default.
    video.defaultPlaybackRate = speed;
    video.playbackRate = speed;
  }

  private change(by: number): void {
    const { speed } = this.parts;
    const next = speed.selectedIndex + by;
    if (next < 0 || next >= speed.options.length) return;
    speed.selectedIndex = next;
    this.setSpeed(Number(speed.value));
  }

  private pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.hasBegun) return;
    const { video, speed } = this.parts;
    // There a letter chooses.
    if (event.target === speed) return;
    const does: Record<string, () => void> = {
      j: () => this.step(-STEP_SECONDS),
      l: () => this.step(STEP_SECONDS),
      k: () => void (video.paused ? video.play().catch(() => undefined) : video.pause()),
      "<": () => this.change(-1),
      ">": () => this.change(1),
    };
    const action = does[event.key.toLowerCase()];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  private say(words: string): void {
    const { trouble } = this.parts;
    trouble.textContent = words;
    trouble.hidden = words === "";
  }
}
