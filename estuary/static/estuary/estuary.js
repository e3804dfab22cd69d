// Turns "Test devices" into "Join" when a room opens, and moves the clock of the day, without a reload.
// The server's clock counts: a computer whose clock is wrong must not be early or late.

const served = Number(document.body.dataset.now);
const ahead = served ? Date.now() - served : 0;
const now = () => Date.now() - ahead;

function look() {
  for (const join of document.querySelectorAll(".join")) {
    const opens = Number(join.dataset.opens);
    const closes = Number(join.dataset.closes);
    const state = now() < opens ? "early" : now() < closes ? "open" : "over";
    if (join.dataset.state === state) continue;
    const isFirstLook = join.dataset.state === undefined;
    join.dataset.state = state;
    const hadFocus = join.contains(document.activeElement);
    for (const part of join.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
    if (isFirstLook) continue;
    for (const badge of join.parentElement.querySelectorAll("[data-early]")) badge.hidden = state !== "early";
    if (state !== "open") continue;
    const status = join.querySelector("[data-say]");
    status.textContent = status.dataset.say;
    if (hadFocus) join.querySelector("[data-when=open] a").focus();
  }
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const time = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: clock.dataset.clock,
    }).format(now());
    if (clock.textContent !== time) clock.textContent = time;
  }
}

// Who travels: the site's times are those of one zone, and a room's page shows the device's own.
function tellElsewhere() {
  const { timeZone: own } = Intl.DateTimeFormat().resolvedOptions();
  const clock = (moment, timeZone) =>
    new Intl.DateTimeFormat("en-GB", {
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      timeZone,
    }).format(moment);
  for (const line of document.querySelectorAll("[data-elsewhere]")) {
    const from = Number(line.dataset.from) || now();
    if (clock(from, own) === clock(from, line.dataset.elsewhere)) continue;
    const time = (moment) => clock(Number(moment), own).slice(-5);
    const words = {
      city: own.split("/").at(-1).replaceAll("_", " "),
      day: new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", timeZone: own }).format(from),
      from: time(from),
      to: line.dataset.to ? time(line.dataset.to) : "",
    };
    line.textContent = line.textContent.replace(/\{(\w+)\}/g, (placeholder, word) => words[word] ?? placeholder);
    line.hidden = false;
  }
}

tellElsewhere();
look();
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);

// The account menu closes as menus do: by Escape, or by a click elsewhere.
const account = document.querySelector("details.account");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !account?.open) return;
  account.open = false;
  account.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (account?.open && !account.contains(event.target)) account.open = false;
});

// Whoever logs out may not have left the call: what they began to write there must not stay in this tab.
document.querySelector("[data-log-out]")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("rooms.")) sessionStorage.removeItem(key);
  } catch {
    // Storage is forbidden: nothing was kept.
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
