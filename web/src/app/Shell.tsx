import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { PHONE, useMedia } from "../lib/media";
import { shortName } from "../lib/text";
import { Icon } from "../ui/icon/Icon";
import { Mark } from "../ui/mark/Mark";
import { Toasts } from "../ui/toast/Toasts";
import { Footer } from "./Footer";
import { LinkIndicator } from "./LinkIndicator";
import { live } from "./live";
import { MENU } from "./menu";
import { NewVersion } from "./NewVersion";
import { PersonMenu } from "./PersonMenu";
import { Palette } from "./palette/Palette";
import { paths } from "./paths";
import { SessionWatch } from "./SessionWatch";
import css from "./shell.module.css";
import { pageName } from "./title";
import { UnsentIndicator } from "./UnsentIndicator";
import { useViewer } from "./viewer";

const Troubled = lazy(async () => ({ default: (await import("./counts")).Troubled }));

/** Tabs at the bottom of a phone, before the one that leads to all the others. */
const TABS = 4;

/** What stays around the pages of a signed-in person: bar, menu (tabs on a phone), live link, palette. */
export function Shell() {
  const viewer = useViewer();
  const { logo } = viewer.establishment;
  const page = useSyncExternalStore(pageName.subscribe, pageName.current);
  const [palette, setPalette] = useState(false);
  const closePalette = useCallback(() => setPalette(false), []);
  const phone = useMedia(PHONE);
  const entries = MENU.filter((entry) => viewer.modules.includes(entry.module));

  useEffect(() => live.start(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // What another dialog asks is answered first.
      if (!document.querySelector("[role=dialog]")) setPalette(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className={entries.length > 0 ? css.shell : `${css.shell} ${css.bare}`}>
      <a className={css.skip} href="#contenu">
        Aller au contenu
      </a>
      <header className={css.bar}>
        <Link to={paths.home()} className={css.mark} aria-label="Établi, accueil">
          <Mark />
        </Link>
        {logo && (
          // Its name is beside it.
          <img className={css.logo} src={logo.path} alt="" width={32} height={32} />
        )}
        <p className={css.place}>
          <b className={css.page} aria-hidden="true">
            {page}
          </b>
          <b className={css.school}>
            {phone ? shortName(viewer.establishment.name) : viewer.establishment.name}
          </b>
          <span>
            {viewer.establishment.uai} · année {viewer.establishment.schoolYear.label}
          </span>
        </p>
        <button type="button" className={css.search} onClick={() => setPalette(true)} aria-haspopup="dialog">
          <Icon name="search" />
          <span>Chercher ou agir</span>
          <kbd>Ctrl K</kbd>
        </button>
        <UnsentIndicator />
        <LinkIndicator />
        <PersonMenu onSearch={() => setPalette(true)} />
      </header>
      <NewVersion />
      <div className={css.frame}>
        {entries.length > 0 && (
          <nav className={css.menu} aria-label="Menu principal">
            <ul>
              {entries.map((entry, place) => (
                <li
                  key={entry.module}
                  className={place >= TABS && entries.length > TABS + 1 ? css.beyond : undefined}
                >
                  <Link to={entry.path} activeProps={{ "aria-current": "page" }}>
                    <Icon name={entry.icon} />
                    <span className={css.label}>{entry.label}</span>
                    <span className={css.short}>{entry.short}</span>
                    {entry.module === "JOBS" && (
                      <Suspense>
                        <Troubled />
                      </Suspense>
                    )}
                  </Link>
                </li>
              ))}
              {entries.length > TABS + 1 && (
                <li className={css.more}>
                  <Link to={paths.home()} activeProps={{ "aria-current": "page" }}>
                    <Icon name="ellipsis" />
                    <span>Plus</span>
                  </Link>
                </li>
              )}
            </ul>
          </nav>
        )}
        <main className={css.content} id="contenu" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Footer />
      <Toasts />
      <SessionWatch onAsk={closePalette} />
      {palette && <Palette onClose={closePalette} />}
    </div>
  );
}
