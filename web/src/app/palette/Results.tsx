import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { ResultOf } from "../../graphql/graphql";
import { NBSP } from "../../lib/text";
import { Icon, type IconName } from "../../ui/icon/Icon";
import { client } from "../client";
import { MENU } from "../menu";
import { paths } from "../paths";
import { useViewer } from "../viewer";
import { SEARCH } from "./palette.gql";
import css from "./palette.module.css";

type Found = Pick<ResultOf<typeof SEARCH>["search"][number], "title" | "detail"> & {
  kind: "PERSON" | "DIVISION" | "PAGE" | "ACTION" | "HELP";
  /** An address, or for an action the division it is done to. */
  path: string;
};
const ICONS: Record<Found["kind"], IconName> = {
  PERSON: "user",
  DIVISION: "users",
  PAGE: "arrow-right",
  ACTION: "key-round",
  HELP: "circle-question-mark",
};
/** After the last key, in milliseconds. */
const PAUSE = 150;

/** What can be done to the divisions found: decision of those who may open accounts again. */
function withActions(found: readonly Found[], mayOpen: boolean): readonly Found[] {
  if (!mayOpen) return found;
  const actions = found
    .filter((one) => one.kind === "DIVISION")
    .slice(0, 3)
    .map((one): Found => {
      const division = one.path.split(/[/?]/)[2] ?? "";
      return {
        kind: "ACTION",
        title: `Ouvrir la première connexion de ${one.title}`,
        detail: "pour 14 jours",
        path: division,
      };
    });
  return [...found, ...actions];
}

/**
 * What answers to the text of the palette. The pages of the menu stand there before a word is typed.
 * The field is above and keeps the focus: its arrows choose here, `Enter` opens.
 */
export default function Results({
  id,
  text,
  field,
  onActive,
  onOpenActivation,
  onClose,
}: {
  id: string;
  text: string;
  field: RefObject<HTMLInputElement | null>;
  /** Says the identifier of the chosen line; undefined when there is none. */
  onActive: (line: string | undefined) => void;
  onOpenActivation: (one: { division: string; name: string }) => void;
  onClose: () => void;
}) {
  const viewer = useViewer();
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<{ to: string; lines: readonly Found[] }>({ to: "", lines: [] });
  const [at, setAt] = useState(0);
  const sought = text.trim();

  useEffect(() => {
    if (!sought) return;
    let current = true;
    const timer = setTimeout(async () => {
      const { data } = await client
        .query(SEARCH, { text: sought }, { requestPolicy: "network-only" })
        .toPromise();
      if (!current || !data) return;
      setFound({ to: sought, lines: data.search });
      setAt(0);
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [sought]);

  const pages: Found[] = [
    { kind: "PAGE", title: "Accueil", detail: "", path: paths.home() },
    ...MENU.filter((entry) => viewer.modules.includes(entry.module)).map(
      (entry): Found => ({ kind: "PAGE", title: entry.label, detail: "", path: entry.path }),
    ),
  ];
  const help: Found = {
    kind: "HELP",
    title: `Chercher «${NBSP}${sought}${NBSP}» dans l’assistance`,
    detail: "",
    path: `${paths.help()}?q=${encodeURIComponent(sought)}`,
  };
  const shown = sought ? [...withActions(found.lines, viewer.can.includes("OPEN_ACTIVATION")), help] : pages;
  const active = shown[at] && `${id}-${at}`;

  useEffect(() => onActive(active), [active, onActive]);

  function go(one: Found | undefined) {
    if (!one) return;
    if (one.kind === "ACTION") {
      onOpenActivation({ division: one.path, name: one.title });
      return;
    }
    onClose();
    void navigate({ href: one.path });
  }

  function move(by: number) {
    if (shown.length === 0) return;
    const next = (at + by + shown.length) % shown.length;
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  }

  useEffect(() => {
    const input = field.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Enter") go(shown[at]);
      else return;
      event.preventDefault();
    };
    input?.addEventListener("keydown", onKey);
    return () => input?.removeEventListener("keydown", onKey);
  });

  return (
    <>
      <div id={id} ref={list} className={css.list} role="listbox" aria-label="Résultats">
        {shown.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
          <div
            key={`${one.kind} ${one.path} ${one.title}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => go(one)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={ICONS[one.kind]} />
            <b>{one.title}</b>
            <span className="muted small">{one.detail}</span>
          </div>
        ))}
      </div>
      {sought && found.to === sought && found.lines.length === 0 && (
        <p className="muted" role="status">
          Rien ne correspond à «{NBSP}
          {sought}
          {NBSP}».
        </p>
      )}
      <p className={css.keys}>
        <kbd>↑</kbd> <kbd>↓</kbd> choisir · <kbd>Entrée</kbd> ouvrir · <kbd>Échap</kbd> fermer
      </p>
    </>
  );
}
