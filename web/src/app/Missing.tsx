import { Link } from "@tanstack/react-router";
import { buttonClass } from "../ui/button/Button";
import { Mark } from "../ui/mark/Mark";
import { paths } from "./paths";
import css from "./plain.module.css";
import { usePage } from "./title";

/** An address that leads nowhere, or to what the person does not see: the same page for both. */
export function Missing() {
  usePage("Page introuvable");
  return (
    <main className={css.plain} id="contenu">
      <Mark />
      <h1 tabIndex={-1}>Page introuvable</h1>
      <p>Cette adresse ne mène à rien, ou à une page que votre profil ne voit pas.</p>
      <p>
        <Link className={buttonClass({ variant: "filled", size: "l" })} to={paths.home()}>
          Revenir à l’accueil
        </Link>
      </p>
    </main>
  );
}
