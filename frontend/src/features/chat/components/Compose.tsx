import { SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Chat } from "../model/chat";
import { leftOf, saysSomething, TELL_FROM_LEFT } from "../model/text";

export interface ComposeProps {
  chat: Pick<Chat, "write" | "send">;
  draft: string;
  /** The panel was opened by a press: one wants to write. */
  takesFocus: boolean;
  /** Others lead here too. */
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Where one writes. Grows with the text; Enter sends, with Shift it breaks the line. */
export function Compose({ chat, draft, takesFocus, field }: ComposeProps) {
  const { t } = useTranslation("chat");
  const announce = useAnnounce();
  const id = useId();
  const left = leftOf(draft);
  const tells = left <= TELL_FROM_LEFT;

  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus, field]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows what is typed
  useLayoutEffect(() => {
    const { current } = field;
    if (current === null) return;
    current.style.height = "auto";
    // What the borders take is not in the height of what scrolls.
    current.style.height = `${current.scrollHeight + current.offsetHeight - current.clientHeight}px`;
  }, [draft]);

  function submit(event?: FormEvent): void {
    event?.preventDefault();
    field.current?.focus();
    if (!saysSomething(draft)) return;
    if (left < 0) announce(t("compose.over", { count: -left }));
    else chat.send();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter that takes a word of an input method is not for us; Safari tells so by 229 alone.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form className="compose" onSubmit={submit}>
      <label className="hidden-visually" htmlFor={id}>
        {t("compose.label")}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={1}
        dir="auto"
        value={draft}
        placeholder={t("compose.label")}
        autoComplete="off"
        enterKeyHint="send"
        aria-invalid={left < 0 || undefined}
        aria-describedby={tells ? `${id}-hint ${id}-left` : `${id}-hint`}
        onChange={(event) => chat.write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton
        type="submit"
        variant="primary"
        label={t("compose.send")}
        icon={<SendHorizontal className="icon" aria-hidden="true" />}
        aria-disabled={left < 0 || undefined}
      />
      <span id={`${id}-hint`} className="hidden-visually">
        {t("compose.hint")}
      </span>
      {tells && (
        <p id={`${id}-left`} className={left < 0 ? "compose-left too-long num" : "compose-left num"}>
          {left < 0 ? t("compose.over", { count: -left }) : t("compose.left", { count: left })}
        </p>
      )}
    </form>
  );
}
