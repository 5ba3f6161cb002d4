import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useId, useRef, useState } from "react";
import { Icon, type IconName } from "../ui/icon/Icon";
import { HelpLink } from "./HelpLink";
import { leave } from "./leave";
import { paths } from "./paths";
import css from "./person-menu.module.css";
import { chooseTheme, type Theme, theme } from "./theme";
import { choosesDiploma, ROLE_NAMES, useViewer } from "./viewer";

/** For those who have several roles or diplomas alone. */
const ChangeMenu = lazy(() => import("./ChangeMenu"));

const ToAnswer = lazy(async () => ({ default: (await import("./counts")).ToAnswer }));

const THEMES: readonly { value: Theme; label: string; icon: IconName }[] = [
  { value: "system", label: "Comme l’appareil", icon: "monitor" },
  { value: "light", label: "Clair", icon: "sun" },
  { value: "dark", label: "Sombre", icon: "moon" },
];

/** Who is signed in; their personal space, their other roles and diplomas, the colours, and the way out; R21, R24. */
export function PersonMenu({ onSearch }: { onSearch: () => void }) {
  const viewer = useViewer();
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [choice, setChoice] = useState(theme());
  const toAnswer = viewer.answersTickets && (
    <Suspense>
      <ToAnswer />
    </Suspense>
  );
  const as = [ROLE_NAMES[viewer.role], viewer.currentSpecialty?.shortTitle].filter(Boolean).join(" · ");

  return (
    <>
      <button type="button" className={css.person} popoverTarget={id}>
        <span className={css.avatar} aria-hidden="true">
          {viewer.user.initials}
        </span>
        <span className={css.name}>
          <b>{viewer.user.displayName}</b>
          <span>{as}</span>
        </span>
        {toAnswer && <span className={css.waiting}>{toAnswer}</span>}
        <Icon name="chevron-down" className={css.arrow} />
      </button>
      <div id={id} ref={panel} popover="auto" className={css.panel}>
        <p className={css.who}>
          <b>{viewer.user.displayName}</b>
          <br />
          <span className="muted small">{as}</span>
        </p>
        <button
          type="button"
          className={css.onPhone}
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={onSearch}
        >
          <Icon name="search" /> Chercher ou agir
        </button>
        <Link to={paths.account()} onClick={() => panel.current?.hidePopover()}>
          <Icon name="user" /> Mon compte
        </Link>
        <HelpLink onClick={() => panel.current?.hidePopover()}>
          <Icon name="circle-question-mark" /> Assistance {toAnswer}
        </HelpLink>
        {(viewer.roles.length > 1 || choosesDiploma(viewer)) && (
          <Suspense>
            <ChangeMenu onDone={() => panel.current?.hidePopover()} />
          </Suspense>
        )}
        <fieldset>
          <legend>Couleurs</legend>
          {THEMES.map((option) => (
            <button
              key={option.value}
              type="button"
              aria-pressed={choice === option.value}
              onClick={() => {
                chooseTheme(option.value);
                setChoice(option.value);
              }}
            >
              <Icon name={option.icon} /> {option.label}
              {choice === option.value && <Icon name="check" className={css.chosen} />}
            </button>
          ))}
        </fieldset>
        <button type="button" onClick={() => void leave()}>
          <Icon name="log-out" /> Se déconnecter
        </button>
      </div>
    </>
  );
}
