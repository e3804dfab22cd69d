/** One moment at which something is to be done. */
export class Alarm {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due: number | null = null;

  constructor(private readonly ring: () => void) {}

  get isSet(): boolean {
    return this.due !== null;
  }

  /** Rings in so many milliseconds. What is due sooner stays: whoever asks again and again does not put it off. */
  setWithin(wait: number): void {
    const due = Date.now() + wait;
    if (this.due !== null && this.due <= due) return;
    this.clear();
    this.due = due;
    this.timer = setTimeout(() => {
      this.due = null;
      this.ring();
    }, wait);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.due = null;
  }
}
