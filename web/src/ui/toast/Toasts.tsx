import { useEffect, useSyncExternalStore } from "react";
import { Icon } from "../icon/Icon";
import { dismiss, hold, release, toastStore, undoLast } from "./toast";
import css from "./toast.module.css";

/** The place where toasts appear; once, in the shell. `Ctrl Z` outside a text field undoes the newest. */
export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.current);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest("input, textarea, [contenteditable]")) return;
      if (undoLast()) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <section className={css.region} aria-label="Ce qui vient d’être fait">
      {toasts.map((toast) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the message longer
        <div
          key={toast.key}
          className={`${css.toast} ${toast.tone === "late" ? css.late : ""}`}
          onMouseEnter={() => hold(toast.key)}
          onMouseLeave={() => release(toast.key)}
          onFocus={() => hold(toast.key)}
          onBlur={() => release(toast.key)}
        >
          <span>{toast.text}</span>
          {toast.undo && (
            <button
              type="button"
              className={css.undo}
              onClick={() => {
                dismiss(toast.key);
                toast.undo?.();
              }}
            >
              <Icon name="undo-2" />
              Annuler
            </button>
          )}
          <button type="button" className={css.close} aria-label="Fermer" onClick={() => dismiss(toast.key)}>
            <Icon name="x" />
          </button>
        </div>
      ))}
    </section>
  );
}
