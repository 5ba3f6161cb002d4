import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Footer } from "../../app/Footer";
import { paths } from "../../app/paths";
import { Icon } from "../../ui/icon/Icon";
import { Mark } from "../../ui/mark/Mark";
import { Marks } from "../../ui/marks/Marks";
import css from "./welcome.module.css";

const PICTURE = [
  { name: "Électricité", learners: 24, pupils: 24, apprentices: 0 },
  { name: "Froid et climatisation", learners: 23, pupils: 15, apprentices: 0 },
  { name: "Maintenance", learners: 24, pupils: 16, apprentices: 2 },
  { name: "Chaudronnerie", learners: 24, pupils: 10, apprentices: 1 },
  { name: "Menuiserie", learners: 20, pupils: 15, apprentices: 5 },
  { name: "Usinage", learners: 18, pupils: 9, apprentices: 2 },
];

/** The frame of the pages before signing in: the form at the left, the idea of the product at the right. */
export function Welcome({ children }: { children: ReactNode }) {
  return (
    <div className={css.page}>
      <header className={css.head}>
        <Mark />
      </header>
      <main className={css.main} id="contenu">
        <div className={css.box}>{children}</div>
      </main>
      <aside className={css.view} aria-hidden="true">
        <p>Un trait, un apprenant.</p>
        <ul>
          {PICTURE.map(({ name, ...marks }) => (
            <li key={name}>
              <span>{name}</span>
              <Marks {...marks} />
            </li>
          ))}
        </ul>
      </aside>
      <Footer />
    </div>
  );
}

/** Which establishment this is, above the form; R2, R169. */
export function Place({
  name,
  detail,
  logo,
  children,
}: {
  name: string;
  detail: string;
  /** Address of its logo, when it has one. */
  logo?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <p className={css.place}>
      {logo ? <img className={css.logo} src={logo} alt="" /> : <Icon name="school" className={css.school} />}
      <span>
        <b>{name}</b>
        <br />
        <span className="small muted">{detail} </span>
        <span className="small">{children}</span>
      </span>
    </p>
  );
}

/** The school that the address names, and the way to another one. */
export function SchoolPlace({
  establishment: { name, town, uai, logo },
}: {
  establishment: { name: string; town: string | null; uai: string; logo: { path: string } | null };
}) {
  return (
    <Place name={name} detail={`${[town, uai].filter(Boolean).join(", ")}.`} logo={logo?.path}>
      <Link to={paths.start()}>Ce n’est pas votre établissement ?</Link>
    </Place>
  );
}
