import { lazy, type ReactNode, Suspense, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../../ui/icon/Icon";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Block } from "../Block";
import css from "./palette.module.css";

const Results = lazy(() => import("./Results"));
const OpenActivation = lazy(() => import("./OpenActivation"));

/**
 * `Ctrl K`: people, classes and pages by their name. Only the results are loaded later: the field is
 * there at once, for whoever types without waiting. Hence the browser's own dialog, which weighs nothing.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState<string>();
  const [opening, setOpening] = useState<{ division: string; name: string } | null>(null);

  if (opening) {
    return (
      <Suspense>
        <OpenActivation {...opening} onClose={onClose} />
      </Suspense>
    );
  }
  return (
    <OverThePage onClose={onClose}>
      <div className={css.field}>
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Personne, classe ou page"
          aria-expanded={active !== undefined}
          aria-controls={active && LIST}
          aria-activedescendant={active}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Personne, classe ou page"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Block>
        <Suspense
          fallback={
            <Loading>
              <Bars rows={3} height="2.25rem" />
            </Loading>
          }
        >
          <Results
            id={LIST}
            text={text}
            field={field}
            onActive={setActive}
            onOpenActivation={setOpening}
            onClose={onClose}
          />
        </Suspense>
      </Block>
    </OverThePage>
  );
}

/** There is one palette at a time. */
const LIST = "palette-resultats";

/** The browser's modal dialog: Échap or a click beside it closes, and the focus returns to where it was. */
function OverThePage({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const node = dialog.current;
    node?.showModal();
    node?.querySelector("input")?.focus();
    // Closing before it leaves the page is what gives the focus back.
    return () => node?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key is Échap, which the browser handles
    <dialog
      ref={dialog}
      className={css.over}
      aria-labelledby="palette"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={css.palette}>
        <header className={css.head}>
          <h2 id="palette">Chercher ou agir</h2>
          <button type="button" className={css.close} aria-label="Fermer" onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
