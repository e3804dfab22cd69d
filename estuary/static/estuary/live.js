// Keeps what a page says about its rooms as it is now. rooms/live.js tells that something changed; the words are the
// server's, so the page is asked for anew and the parts that may change are taken over.

const GAP_MS = 1000;
// In a crowd somebody comes every second, and as many pages would ask each time.
const CROWD = 20;
const CROWD_GAP_MS = 5000;

const known = new WeakMap(); // what was told last of each place
const served = new Map(); // the parts, as the server wrote them
const keyOf = (part) => part.dataset.is ?? part.outerHTML;
for (const part of document.querySelectorAll("[data-part]")) served.set(part.dataset.part, keyOf(part));

const status = document.createElement("p");
status.className = "hidden-visually";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

const isLive = (room) => room.participant_count > 0;

let waiting = null;
let asking = false;
let again = false;
let askedAt = 0;

document.addEventListener("rooms:live", ({ target: place, detail: room }) => {
  const before = known.get(place);
  known.set(place, room);
  const isAsServed = room.room === null || place.dataset.seen === `${room.room}:${room.revision}`;
  if (before === undefined && isAsServed) {
    // Whoever opened the page has read it: it does not begin now.
    place.dataset.said = isLive(room) ? "live" : "";
    return;
  }
  const isCrowd = room.people === null && room.participant_count > CROWD && before?.status === room.status;
  askSoon(isCrowd ? CROWD_GAP_MS : GAP_MS);
});

function askSoon(gap) {
  if (asking) again = true;
  else waiting ??= setTimeout(ask, Math.max(askedAt + gap - Date.now(), 0));
}

async function ask() {
  waiting = null;
  asking = true;
  askedAt = Date.now();
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    // Logged out, or it is gone: the page stays as it is until somebody loads it.
    if (answer.ok && !answer.redirected) takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // No line; the next news ask again.
  }
  asking = false;
  if (again) askSoon(GAP_MS);
  again = false;
}

const roomsOf = (page) => [...page.querySelectorAll("[data-room]")].map((place) => place.dataset.room).sort().join();
const isBusy = () => document.querySelector("dialog[open]") !== null || document.activeElement?.matches("input, textarea");

function takeOver(page) {
  // Something was booked meanwhile, and is to be listened to as well.
  if (roomsOf(page) !== roomsOf(document) && !isBusy()) return location.reload();
  for (const part of document.querySelectorAll("[data-part]")) {
    const name = part.dataset.part;
    const fresh = page.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (fresh === null || keyOf(fresh) === served.get(name)) continue;
    served.set(name, keyOf(fresh));
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceWith(fresh);
    if (focused !== null) (fresh.querySelector(`[href="${CSS.escape(focused)}"]`) ?? fresh.querySelector("a"))?.focus();
  }
  for (const place of document.querySelectorAll("[data-room-live]")) {
    // By `data-room`: where it is over, the server no longer says that there is anything to listen to.
    const fresh = page.querySelector(`[data-room="${CSS.escape(place.dataset.room)}"]`);
    if (fresh !== null) place.className = fresh.className;
    sayIfItBegan(place);
  }
}

// Who leads hears once that somebody is there, not each who comes.
function sayIfItBegan(place) {
  const room = known.get(place);
  if (room === undefined || room.people === null) return;
  if (isLive(room) && place.dataset.said !== "live") {
    const title = place.querySelector("h1, h2")?.textContent ?? "";
    const words = place.querySelector(".badge .num")?.textContent ?? "";
    status.textContent = `${title}: ${words}`;
  }
  place.dataset.said = isLive(room) ? "live" : "";
}
