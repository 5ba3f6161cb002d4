import { type ComponentProps, useId } from "react";
import { Icon, type IconName } from "../icon/Icon";
import css from "./button.module.css";

type Look = {
  /** `filled` for the one main action of a block; `bare` for the least. */
  variant?: "plain" | "filled" | "bare" | "danger";
  /** `l` in forms and on its own. */
  size?: "m" | "l";
  /** As wide as its container. */
  wide?: boolean;
};

/** The classes of a button, for a link that looks like one. */
export function buttonClass({ variant = "plain", size = "m", wide = false }: Look = {}): string {
  return [css.button, css[variant], size === "l" && css.large, wide && css.wide].filter(Boolean).join(" ");
}

type Props = Omit<ComponentProps<"button">, "disabled"> &
  Look & {
    icon?: IconName;
    /** The action is on its way: the button stays, refuses a second press, and says so. */
    busy?: boolean;
    /** Why it cannot be pressed now. The button stays visible and focusable, the reason is written beside it. */
    disabledReason?: string | null | undefined;
    /** Keep the reason for screen readers and the tooltip, where there is no room to write it. */
    reasonHidden?: boolean;
  };

/** A button: verb, object, quantity. */
export function Button({
  variant,
  size,
  wide,
  icon,
  busy = false,
  disabledReason,
  reasonHidden = false,
  className,
  type = "button",
  onClick,
  children,
  ...rest
}: Props) {
  const reasonId = useId();
  const off = busy || Boolean(disabledReason);
  const button = (
    <button
      {...rest}
      type={off ? "button" : type}
      className={[buttonClass({ variant, size, wide }), className].filter(Boolean).join(" ")}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-describedby={disabledReason ? reasonId : rest["aria-describedby"]}
      title={reasonHidden && disabledReason ? disabledReason : rest.title}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
  if (!disabledReason) return button;
  return (
    <span className={css.withReason}>
      {button}
      <span id={reasonId} className={reasonHidden ? "sr-only" : css.reason}>
        {disabledReason}
      </span>
    </span>
  );
}
