import { useTranslation } from "react-i18next";
import { ChatView, type ChatViewProps } from "../../chat/components/ChatView";
import type { ChatInCall } from "../../chat/components/useChat";
import { countWords } from "../../controls/components/CountBadge";
import { People, type PeopleProps } from "../../people/components/People";
import type { PanelName } from "../model/keptPanel";
import { Sidebar, SidePanel } from "./SidePanel";
import { useMatch } from "./useMatch";
import type { PanelState } from "./usePanels";

export interface PanelsProps {
  panels: PanelState;
  names: readonly PanelName[];
  chat: ChatInCall | null;
  log: Pick<ChatViewProps, "arrivals" | "selfId" | "offset">;
  people: PeopleProps;
}

/** What stands beside the stage. */
export function Panels({ panels, names, chat, log, people }: PanelsProps) {
  const { t } = useTranslation(["call", "chat"]);
  // With a mouse at hand there is a keyboard, too; on a phone it would cover half of what one came to read.
  const hasKeyboard = useMatch("(pointer: fine)");
  if (panels.open === null) return null;

  const view = (name: PanelName, takesFocus: boolean) =>
    name === "people" ? (
      <People {...people} />
    ) : (
      chat !== null && <ChatView chat={chat.chat} takesFocus={takesFocus} {...log} />
    );

  const unread = (count: number) => (count > 0 ? <Unread count={count} /> : null);

  if (panels.isSidebar) {
    return (
      <Sidebar
        id={panels.id}
        label={t("call:control.sidebar")}
        tabs={names.map((name) => ({
          id: name,
          title: name === "people" ? t("call:control.people") : t("chat:title"),
          badge: name === "chat" ? unread(chat?.unread ?? 0) : undefined,
          panel: view(name, false),
        }))}
        selected={panels.open}
        onSelect={(id) => panels.select(id as PanelName)}
        closeLabel={t("call:control.closeSidebar")}
        onClose={panels.isBelow ? undefined : panels.close}
        takesFocus={panels.byPress && !panels.isBelow}
      />
    );
  }
  const isChat = panels.open === "chat";
  // Opened by a press it takes the focus, there again after a reload it does not.
  const takesFocus = panels.byPress;
  return (
    <SidePanel
      key={panels.open}
      id={panels.id}
      title={isChat ? t("chat:title") : t("call:control.people")}
      count={isChat ? undefined : people.people.length}
      closeLabel={isChat ? t("chat:close") : t("call:people.close")}
      onClose={panels.close}
      takesFocus={takesFocus && !(isChat && hasKeyboard)}
    >
      {view(panels.open, takesFocus && hasKeyboard)}
    </SidePanel>
  );
}

function Unread({ count }: { count: number }) {
  const { t } = useTranslation("call");
  return (
    <>
      <span aria-hidden="true">{countWords(count)}</span>
      <span className="hidden-visually">{t("control.newMessages", { count })}</span>
    </>
  );
}
