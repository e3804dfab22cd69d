import { csrfToken } from "../api/client";
import { askLink } from "./link";

/** Fetches a copy: the answer tells the browser to keep it, so the page stays. */
export function offerDownload(
  button: HTMLButtonElement,
  trouble: HTMLElement,
  offline: string,
  go: (url: string) => void,
): void {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await askLink(button.dataset.link ?? "", true);
    button.disabled = false;
    const words =
      answer.kind === "link" ? "" : answer.kind === "refused" ? answer.detail || offline : offline;
    trouble.textContent = words;
    trouble.hidden = words === "";
    if (answer.kind === "link") go(answer.url);
  });
}

/**
 * A switch that is a form, too: without us it loads the page anew, which would end what is being played. It shows what the
 * server has written, never what was only asked for.
 */
export function easeSharing(form: HTMLFormElement, trouble: HTMLElement, offline: string): void {
  const button = form.querySelector<HTMLButtonElement>("[role='switch']");
  if (button === null) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    // Not `disabled`, which would take the focus away.
    button.setAttribute("aria-disabled", "true");
    const shared = button.getAttribute("aria-checked") !== "true";
    const refusal = await change(form.dataset.recording ?? "", { shared });
    button.removeAttribute("aria-disabled");
    trouble.textContent = refusal === "" ? offline : (refusal ?? "");
    trouble.hidden = refusal === null;
    if (refusal !== null) return;
    button.setAttribute("aria-checked", String(shared));
    button.value = shared ? "off" : "on";
  });
}

/** Null: it is done. Else the server's words, empty where there were none. */
async function change(address: string, body: object): Promise<string | null> {
  try {
    const answer = await fetch(address, {
      method: "PATCH",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": csrfToken(),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.ok) return null;
    const said = (await answer.json()) as { detail?: string };
    return said.detail ?? "";
  } catch {
    // No answer, or a proxy's page.
    return "";
  }
}

/** How often it is asked whether what is being prepared is ready. */
const EVERY_MS = 5_000;

/** Tells once when a recording is not any more as the page shows it. */
export function awaitChange(address: string, status: string, changed: () => void): () => void {
  const timer = setInterval(async () => {
    // Nobody looks: whoever comes back sees it within a few seconds.
    if (document.hidden) return;
    const now = await statusOf(address);
    if (now === null || now === status) return;
    clearInterval(timer);
    changed();
  }, EVERY_MS);
  return () => clearInterval(timer);
}

async function statusOf(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(EVERY_MS),
    });
    // Not there any more is another state, too.
    if (answer.status === 404) return "gone";
    if (!answer.ok) return null;
    return ((await answer.json()) as { status?: string }).status ?? null;
  } catch {
    return null;
  }
}
