import { Link } from "@tanstack/react-router";
import { Block } from "../../app/Block";
import { MENU } from "../../app/menu";
import { usePage } from "../../app/title";
import { choosesDiploma, familiar, ROLE_NAMES, useCan, useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { capital } from "../../lib/text";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { ABOUT } from "./about";
import { ConsoleGlance } from "./ConsoleGlance";
import { Diplomas } from "./Diplomas";
import css from "./home.module.css";
import { LastBilans } from "./LastBilans";
import { LastImport } from "./LastImport";
import { NothingOpen } from "./NothingOpen";
import { OwedBilans } from "./OwedBilans";

/**
 * What the person has to do or to know now, from what their role may read, then the modules the role
 * has for the current diploma, and nothing else; R22.
 */
export function HomePage() {
  usePage("Accueil");
  const viewer = useViewer();
  const entries = MENU.filter((entry) => viewer.modules.includes(entry.module));
  const writesBilans = useCan("SAVE_BILAN");
  const works = useCan("USE_SPECIALTY");
  const imports = viewer.modules.includes("IMPORTS") && (
    <Block>
      <LastImport />
    </Block>
  );
  const diploma =
    viewer.currentSpecialty?.shortTitle ?? (choosesDiploma(viewer) ? "tous vos diplômes" : null);
  const name = familiar(viewer) ? viewer.user.displayName.split(" ")[0] : viewer.user.displayName;
  return (
    <>
      <PageHead
        title={`Bonjour ${name}`}
        lead={`${capital(dates.full(dates.today()))}. ${[ROLE_NAMES[viewer.role], diploma].filter(Boolean).join(", ")}.`}
      />
      {entries.length === 0 ? (
        <Block>
          <NothingOpen />
        </Block>
      ) : (
        <div className={css.home}>
          {works && (
            <Block>
              <Diplomas />
            </Block>
          )}
          {viewer.modules.includes("CONSOLE") ? (
            <Block>
              <ConsoleGlance>{imports}</ConsoleGlance>
            </Block>
          ) : (
            imports
          )}
          {writesBilans && (
            <Block>
              <OwedBilans key={viewer.currentSpecialty?.id} />
            </Block>
          )}
          {viewer.modules.includes("MY_BILANS") && (
            <Block>
              <LastBilans />
            </Block>
          )}
          <ul className={css.modules} aria-label="Pages">
            {entries.map((entry) => (
              <li key={entry.module}>
                <Link to={entry.path}>
                  <Icon name={entry.icon} className={css.icon} />
                  <b>{entry.label}</b>
                  <span>{ABOUT[entry.module]}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
