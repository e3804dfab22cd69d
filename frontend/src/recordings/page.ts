/** The pages of recordings: what the server has drawn comes alive. Without this nothing can be played; all else works. */
import { askLink } from "./link";
import { awaitChange, easeSharing, offerDownload } from "./managing";
import { Player, type PlayerWords } from "./player";

start();

function start(): void {
  const block = document.getElementById("recording-words");
  if (block?.textContent == null) return;
  const words = JSON.parse(block.textContent) as PlayerWords;
  const player = startPlayer(words);

  const trouble = document.querySelector<HTMLElement>("[data-do='manage-trouble']");
  const download = document.querySelector<HTMLButtonElement>("[data-do='download']");
  const sharing = document.querySelector<HTMLFormElement>("[data-do='share']");
  if (trouble !== null && download !== null)
    offerDownload(download, trouble, words.offline, (url) => window.location.assign(url));
  if (trouble !== null && sharing !== null) easeSharing(sharing, trouble, words.offline);

  const news = document.querySelector<HTMLElement>("[data-do='news']");
  for (const one of document.querySelectorAll<HTMLElement>("[data-awaited]")) {
    awaitChange(one.dataset.awaited ?? "", one.dataset.status ?? "", () => {
      if (player?.isInUse && news !== null) news.hidden = false;
      else window.location.reload();
    });
  }
}

function startPlayer(words: PlayerWords): Player | null {
  const root = document.querySelector<HTMLElement>("[data-player]");
  if (root === null) return null;
  const part = <Kind extends HTMLElement>(name: string) => root.querySelector(`[data-do='${name}']`) as Kind;
  return new Player(
    {
      root,
      video: part<HTMLVideoElement>("video"),
      begin: part<HTMLButtonElement>("begin"),
      tools: part("tools"),
      back: part<HTMLButtonElement>("back"),
      forward: part<HTMLButtonElement>("forward"),
      speed: part<HTMLSelectElement>("speed"),
      trouble: part("trouble"),
    },
    () => askLink(root.dataset.link ?? ""),
    words,
  );
}
