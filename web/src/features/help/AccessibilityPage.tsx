import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { Mark } from "../../ui/mark/Mark";
import css from "./help.module.css";

/** The declaration the law asks for. The level is set by an audit, never by us. */
export function AccessibilityPage() {
  usePage("Accessibilité");
  return (
    <main className={css.page} id="contenu">
      <p>
        <Link to={paths.start()} className={css.mark} aria-label="Établi, accueil">
          <Mark />
        </Link>
      </p>
      <h1 tabIndex={-1}>Accessibilité : non conforme</h1>
      <p>
        Établi est conçu pour respecter le RGAA 4.1 (WCAG 2.1, niveaux A et AA). Aucun audit indépendant n’a
        encore été mené : tant qu’il ne l’est pas, le niveau déclaré est « non conforme ».
      </p>
      <h2>Ce qui est vérifié à chaque version</h2>
      <ul className={css.list}>
        <li>
          Chaque page est contrôlée automatiquement, en clair et en sombre, du téléphone au grand écran.
        </li>
        <li>Les parcours principaux se font entièrement au clavier.</li>
        <li>Aucune information ne tient à la couleur seule.</li>
      </ul>
      <h2>Signaler une difficulté</h2>
      <p>
        Écrivez à votre établissement : il transmettra, et vous donnera en attendant l’information sous une
        autre forme. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits
        (defenseurdesdroits.fr).
      </p>
    </main>
  );
}
