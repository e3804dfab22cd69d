import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps as AriaMenuProps,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
  type PopoverProps,
  Pressable,
} from "react-aria-components";
import "./Popover.css";

export interface MenuProps<T extends object> extends Omit<AriaMenuProps<T>, "className"> {
  /** A `Button` or `IconButton`: opens the menu and gets the focus back. */
  trigger: React.ReactElement<React.ComponentProps<"button">>;
  placement?: PopoverProps["placement"];
}

export function Menu<T extends object>({ trigger, placement = "top", ...rest }: MenuProps<T>) {
  return (
    <MenuTrigger>
      <Pressable>{trigger as never}</Pressable>
      <Popover className="popover menu-box" placement={placement}>
        <AriaMenu {...rest} className="options" />
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps extends Omit<AriaMenuItemProps, "className" | "children"> {
  icon?: ReactNode;
  danger?: boolean;
  /** A second, quieter line: what will happen. */
  detail?: string;
  children: string;
}

export function MenuItem({ icon, danger = false, detail, children, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem {...rest} textValue={children} className={danger ? "option danger" : "option"}>
      {icon}
      <span className="option-words">
        {children}
        {detail !== undefined && <small>{detail}</small>}
      </span>
    </AriaMenuItem>
  );
}

/** Several items under a heading, of which one or more can be chosen when `selectionMode` is given. */
export function MenuGroup({
  title,
  children,
  ...rest
}: { title: string; children: ReactNode } & React.ComponentProps<typeof MenuSection>) {
  return (
    <MenuSection {...rest}>
      <Header className="options-title">{title}</Header>
      {children}
    </MenuSection>
  );
}
