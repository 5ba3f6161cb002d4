import { useEffect, useSyncExternalStore } from "react";
import { time } from "../lib/dates";
import { Icon } from "../ui/icon/Icon";
import { announce } from "./announce";
import css from "./link-indicator.module.css";
import { live } from "./live";

const WORDS = {
  starting: "Connexion…",
  live: "En direct",
  reconnecting: "Reconnexion…",
  compatible: "Toutes les 20\u00a0s",
  offline: "Sans réseau",
} as const;

let said: keyof typeof WORDS = "live";

/** Whether what is on screen moves by itself, and as of when. Always visible. */
export function LinkIndicator() {
  const { shown, heardAt } = useSyncExternalStore(live.subscribe, live.current);
  useEffect(() => {
    if (shown === "starting" || shown === said) return;
    said = shown;
    announce(WORDS[shown]);
  }, [shown]);
  const since = heardAt === null ? null : time(new Date(heardAt));
  return (
    <p className={`${css.link} ${css[shown]}`} data-link={shown}>
      {shown === "offline" ? <Icon name="wifi-off" /> : <span className={css.dot} aria-hidden="true" />}
      <span>
        <b>{WORDS[shown]}</b>{" "}
        {since && shown === "live" && <span className={css.since}>à jour à {since}</span>}
        {since && (shown === "reconnecting" || shown === "offline") && (
          <span className={css.since}>données de {since}</span>
        )}
        {shown === "compatible" && (
          <span
            className={css.since}
            title="Le réseau de l’établissement bloque le direct : mêmes données, un peu plus tard."
          >
            le réseau bloque le direct
          </span>
        )}
      </span>
    </p>
  );
}
