import { Link } from "@tanstack/react-router";
import { HelpLink } from "./HelpLink";
import { paths } from "./paths";
import css from "./shell.module.css";

/** The legal line under every page. */
export function Footer() {
  return (
    <footer className={css.footer}>
      <HelpLink>Assistance</HelpLink>
      <Link to={paths.accessibility()}>Accessibilité : non conforme (audit à venir)</Link>
    </footer>
  );
}
