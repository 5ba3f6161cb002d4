import { Link, Outlet } from "@tanstack/react-router";
import { Footer } from "../../app/Footer";
import { paths } from "../../app/paths";
import { Shell } from "../../app/Shell";
import { usePerson } from "../../app/viewer";
import { Mark } from "../../ui/mark/Mark";
import css from "./help.module.css";

/** Around the articles: what is around every page for who is signed in, the way to sign in for others. */
export function HelpFrame() {
  if (usePerson()) return <Shell />;
  return (
    <div className={css.outside}>
      <header className={css.bar}>
        <Link to={paths.start()} className={css.mark} aria-label="Établi, accueil">
          <Mark />
        </Link>
        <Link to={paths.start()}>Se connecter</Link>
      </header>
      <main className={css.main} id="contenu" tabIndex={-1}>
        <Outlet />
      </main>
      <Footer />
    </div>
  );
}
