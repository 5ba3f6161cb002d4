import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { NNBSP } from "../../lib/text";
import { Button, buttonClass } from "../../ui/button/Button";
import { Icon } from "../../ui/icon/Icon";
import { toast } from "../../ui/toast/toast";
import { RATE } from "./article.gql";
import css from "./help.module.css";

type Said = "oui" | "non";

const nameOf = (slug: string) => `etabli.avis|${slug}`;

/** What was said of an article since this browser was opened. */
function remembered(slug: string): Said | null {
  try {
    const said = sessionStorage.getItem(nameOf(slug));
    return said === "oui" || said === "non" ? said : null;
  } catch {
    return null;
  }
}

function remember(slug: string, said: Said | null) {
  try {
    if (said) sessionStorage.setItem(nameOf(slug), said);
    else sessionStorage.removeItem(nameOf(slug));
  } catch {
    // Known as long as the page.
  }
}

/** Whether the article helped, asked once: counted without a name, and when it did not, the way to a person. */
export function Helpful({ slug, familiar }: { slug: string; familiar: boolean }) {
  const [said, setSaid] = useState(() => remembered(slug));
  const place = useRef<HTMLDivElement>(null);

  async function say(next: Said) {
    setSaid(next);
    remember(slug, next);
    // The buttons are gone: what they lead to is next.
    requestAnimationFrame(() => place.current?.focus());
    const input = { slug, helped: next === "oui" };
    const { data, error } = await client.mutation(RATE, { input }).toPromise();
    const [problem] = Object.values(problemsOf(error, data?.rateHelpArticle.errors));
    if (!problem) return;
    setSaid(null);
    remember(slug, null);
    toast(problem, { tone: "late" });
  }

  const writing = (
    <Link
      className={said === "non" ? buttonClass({ variant: "filled" }) : undefined}
      to={paths.writeTicket()}
      search={{ de: paths.helpArticle(slug) } as never}
    >
      {said === "non" && <Icon name="message-square" />}
      Écrire à l’assistance
    </Link>
  );
  return (
    <div ref={place} className={css.helpful} tabIndex={-1}>
      {said === null && (
        <>
          <b id="aide-utile">
            Cet article {familiar ? "t’a" : "vous a"} aidé{NNBSP}?
          </b>
          <fieldset className={css.choice} aria-labelledby="aide-utile">
            <Button onClick={() => void say("oui")}>Oui</Button>
            <Button onClick={() => void say("non")}>Non</Button>
          </fieldset>
        </>
      )}
      {said === "oui" && <p role="status">Merci, c’est noté.</p>}
      {said === "non" && (
        <p role="status">
          Merci, c’est noté. {familiar ? "Pose ta question" : "Posez votre question"} à une personne&nbsp;:
          elle saura de quel article il s’agit.
        </p>
      )}
      {writing}
    </div>
  );
}
